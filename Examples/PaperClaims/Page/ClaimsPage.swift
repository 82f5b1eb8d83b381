import ExampleSupport
import Foundation
import Tapestry

/// The page that shows how the claims came out: one file that needs no other, and no network.
struct ClaimsPage {
  let sections: [(claim: any Claim, findings: Findings)]
  /// How to make the page.
  let command: String
  let scale: Scale

  var html: String {
    page(
      title: "The paper's claims, tried", style: Self.style,
      body: """
        <h1>What the paper claims, and what came out</h1>
        <p>A. Krizhevsky, I. Sutskever and G. Hinton, ImageNet classification with deep convolutional neural networks, NIPS 2012; its
        claims tried on the images that come with the library, far fewer and smaller than the paper's. \(escaped(extent))</p>
        <p><code>\(escaped(command))</code></p>
        \(sections.map(section).joined(separator: "\n"))
        <h2>Machine</h2>
        \(machine)
        """)
  }

  private var extent: String {
    let seeds =
      scale.seeds == 1
      ? "One seed" : "Every training was done with \(scale.seeds) seeds: mean ± standard deviation"
    return scale.isQuick
      ? "\(seeds). This is the quick form: parts of the images and few epochs." : "\(seeds)."
  }

  private func section(_ claim: any Claim, _ findings: Findings) -> String {
    let charts = findings.charts.map(\.html).joined(separator: "\n")
    let parts = [
      "<h2>\(escaped(claim.title))</h2>", "<p class=\"paper\">\(escaped(claim.statement))</p>",
      "<p>\(escaped(claim.method))</p>", "<p class=\"verdict\">\(escaped(findings.verdict))</p>",
      findings.tables.map(table).joined(separator: "\n"),
      charts.isEmpty ? "" : "<div class=\"charts\">\(charts)</div>",
      findings.guesses.map { title, items in
        "<h3>\(escaped(title)): five guesses</h3><div class=\"guesses\">\(items.map(\.html).joined(separator: "\n"))</div>"
      }.joined(separator: "\n"),
      findings.neighbours.map { title, items in
        "<h3>\(escaped(title)): nearest training images</h3><div class=\"card scroll\">\(items.map(\.html).joined(separator: "\n"))</div>"
      }.joined(separator: "\n"),
      findings.pictures.map(picture).joined(separator: "\n"),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func table(_ table: FindingsTable) -> String {
    let head = table.columns.map { "<th>\(escaped($0))</th>" }.joined()
    let rows = table.rows.map { row in
      "<tr>"
        + row.enumerated().map { $0 == 0 ? "<th>\(escaped($1))</th>" : "<td>\(escaped($1))</td>" }.joined()
        + "</tr>"
    }
    return """
      <div class="card scroll"><table class="findings"><tr>\(head)</tr>
      \(rows.joined(separator: "\n"))
      </table></div>
      """
  }

  private func picture(_ picture: Findings.Picture) -> String {
    """
    <figure class="card"><img class="filters" src="data:image/png;base64,\(Data(picture.bytes).base64EncodedString())" alt="">
    <figcaption>\(escaped(picture.caption))</figcaption></figure>
    """
  }

  private var machine: String {
    let rows = Machine.description.map { "<tr><th>\(escaped($0))</th><td>\(escaped($1))</td></tr>" }
    return "<div class=\"tables\"><div class=\"card\"><table>\(rows.joined())</table></div></div>"
  }

  private static let style = """
    .paper { border-left: 3px solid var(--line); padding-left: 14px; font-style: italic; }
    .verdict { color: var(--ink); font-weight: 600; }
    h3, .card + .card, .charts { margin-top: 12px; }
    .charts { grid-template-columns: repeat(auto-fill, minmax(min(440px, 100%), 1fr)); }
    code { background: #fff; border: 1px solid var(--line); border-radius: 6px; padding: 3px 8px; }
    .findings th, .findings td { padding: 4px 18px 4px 0; text-align: left; }
    .findings tr:first-child th { color: var(--soft); font-weight: 400; border-bottom: 1px solid var(--line); }
    .findings tr + tr th { font-weight: 400; }
    """
}
