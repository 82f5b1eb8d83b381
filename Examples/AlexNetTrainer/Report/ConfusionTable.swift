import ExampleSupport
import Tapestry

/// How often images of each class were taken for each class, as a table whose cells are the darker the more there are. Of many
/// classes, only the worst confusions are listed.
struct ConfusionTable {
  let confusion: ConfusionMatrix
  let classNames: [String]

  /// The most classes that a table has.
  private static let limit = 25

  var html: String { confusion.classCount <= Self.limit ? table : list }

  private var table: String {
    let names = classNames.map(escaped)
    let accuracies = confusion.classAccuracies
    let rows = names.indices.map { label in
      let total = names.indices.reduce(0) { $0 + confusion[label: label, predicted: $1] }
      let cells = names.indices.map { guess -> String in
        let count = confusion[label: label, predicted: guess]
        let share = Double(count) / Double(max(total, 1))
        let color = label == guess ? "21,128,61" : "185,28,28"
        let ink = share > 0.6 ? ";color:#fff" : ""
        let hint = "\(names[label]) taken for \(names[guess]): \(count) of \(total)"
        return
          #"<td style="background:rgba(\#(color),\#(fixed(share.squareRoot() * 0.9, 2)))\#(ink)" title="\#(hint)">\#(count == 0 ? "" : "\(count)")</td>"#
      }
      return
        "<tr><th>\(names[label])</th>\(cells.joined())<td class=\"share\">\(accuracies[label].isFinite ? percent(accuracies[label]) : "–")</td></tr>"
    }
    return """
      <div class="card scroll"><table class="confusion">
      <tr><th>is ↓ taken for →</th>\(names.map { "<th>\($0)</th>" }.joined())<th>right</th></tr>
      \(rows.joined(separator: "\n"))
      </table></div>
      """
  }

  private var list: String {
    var pairs: [(label: Int, guess: Int, count: Int)] = []
    for label in 0..<confusion.classCount {
      for guess in 0..<confusion.classCount where guess != label {
        let count = confusion[label: label, predicted: guess]
        if count > 0 { pairs.append((label, guess, count)) }
      }
    }
    let rows = pairs.sorted { ($1.count, $0.label, $0.guess) < ($0.count, $1.label, $1.guess) }.prefix(30).map
    { pair in
      "<tr><th>\(escaped(classNames[pair.label]))</th><td>taken for \(escaped(classNames[pair.guess]))</td><td>\(pair.count)</td></tr>"
    }
    return #"<div class="card scroll"><table class="confusion">\#(rows.joined())</table></div>"#
  }
}
