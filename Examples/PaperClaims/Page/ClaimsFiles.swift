import ExampleSupport
import Foundation
import Tapestry

extension ClaimsPage {
  /// Writes the page, the tables as CSV, and the pictures as PNG files.
  func write(to folder: String) throws {
    for (_, findings) in sections {
      for table in findings.tables {
        try WholeFile.write(Array(table.csv.utf8), to: "\(folder)/\(table.name).csv")
      }
      for picture in findings.pictures {
        try WholeFile.write(picture.bytes, to: "\(folder)/\(picture.name).png")
      }
    }
    try WholeFile.write(Array(html.utf8), to: folder + "/claims.html")
  }
}
