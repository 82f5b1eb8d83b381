import ExampleSupport

/// The page that shows what came out of a training: one file that needs no other, and no network.
struct ReportPage {
  let title: String
  /// Large figures at the head: a value and what it is.
  let figures: [(value: String, meaning: String)]
  let charts: [CurveChart]
  /// The first layer's filters, and what they are.
  let filters: (picture: String, caption: String)
  let guesses: [Guesses]
  let neighbours: [Neighbours]
  let confusion: ConfusionTable
  /// The recipe, the machine and the like: each with a name and rows.
  let tables: [(name: String, rows: [(String, String)])]

  var html: String {
    page(
      title: title,
      body: """
        <h1>\(escaped(title))</h1>
        <div class="figures">\(figures.map(figure).joined())</div>
        <h2>Curves</h2>
        <div class="charts">\(charts.map(\.html).joined(separator: "\n"))</div>
        <h2>First layer</h2>
        <figure class="card"><img class="filters" src="\(filters.picture)" alt="filters of the first layer">
        <figcaption>\(escaped(filters.caption))</figcaption></figure>
        <h2>Test images and five guesses</h2>
        <div class="guesses">\(guesses.map(\.html).joined(separator: "\n"))</div>
        <h2>Nearest images</h2>
        <p>A test image, and the training images whose last hidden layer is nearest to its own.</p>
        <div class="card scroll">\(neighbours.map(\.html).joined(separator: "\n"))</div>
        <h2>Confusion</h2>
        \(confusion.html)
        <h2>Recipe and machine</h2>
        <div class="tables">\(tables.map(table).joined(separator: "\n"))</div>
        """)
  }

  private func figure(value: String, meaning: String) -> String {
    #"<div class="card figure"><b>\#(escaped(value))</b><span>\#(escaped(meaning))</span></div>"#
  }

  private func table(name: String, rows: [(String, String)]) -> String {
    let lines = rows.map { "<tr><th>\(escaped($0))</th><td>\(escaped($1))</td></tr>" }
    return #"<div class="card"><h3>\#(escaped(name))</h3><table>\#(lines.joined())</table></div>"#
  }
}
