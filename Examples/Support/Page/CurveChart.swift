import Foundation

/// Curves over epochs in one frame, as SVG. Curves of one name and color, such as those of several seeds, are one entry of
/// the key.
package struct CurveChart {
  package struct Curve {
    let name: String
    let color: String
    let points: [(x: Double, y: Double)]

    package init(name: String, color: String, points: [(x: Double, y: Double)]) {
      (self.name, self.color, self.points) = (name, color, points)
    }
  }

  let title: String
  let curves: [Curve]
  /// How a value is written, at the axis and in the hint of a point.
  let format: (Double) -> String

  package init(title: String, curves: [Curve], format: @escaping (Double) -> String) {
    (self.title, self.curves, self.format) = (title, curves, format)
  }

  private static let (width, height) = (560.0, 300.0)
  private static let (left, right, top, bottom) = (58.0, 16.0, 14.0, 40.0)

  /// The chart with its title and the names of its curves.
  package var html: String {
    var named: Set<String> = []
    let keys = curves.filter { named.insert($0.name).inserted }.map { curve in
      #"<span class="key"><i style="background:\#(curve.color)"></i>\#(escaped(curve.name))</span>"#
    }
    return """
      <figure class="card">
      <figcaption><b>\(escaped(title))</b><span class="keys">\(keys.joined())</span></figcaption>
      \(svg)
      </figure>
      """
  }

  private var svg: String {
    let points = curves.flatMap(\.points).filter { $0.x.isFinite && $0.y.isFinite }
    let horizontal = Self.ticks(from: 0, to: points.map(\.x).max() ?? 1, most: 8, whole: true)
    let vertical = Self.ticks(from: 0, to: points.map(\.y).max() ?? 1, most: 6, whole: false)
    let (xEnd, yEnd) = (horizontal.last ?? 1, vertical.last ?? 1)
    func x(_ value: Double) -> Double { Self.left + value / xEnd * (Self.width - Self.left - Self.right) }
    func y(_ value: Double) -> Double {
      Self.height - Self.bottom - value / yEnd * (Self.height - Self.top - Self.bottom)
    }

    var parts: [String] = []
    for value in vertical {
      let place = fixed(y(value), 1)
      parts.append(
        #"<line class="grid" x1="\#(Self.left)" x2="\#(Self.width - Self.right)" y1="\#(place)" y2="\#(place)"/>"#
      )
      parts.append(
        #"<text x="\#(Self.left - 8)" y="\#(fixed(y(value) + 4, 1))" text-anchor="end">\#(format(value))</text>"#
      )
    }
    for value in horizontal {
      let label = String(format: "%g", value)
      parts.append(
        #"<text x="\#(fixed(x(value), 1))" y="\#(Self.height - Self.bottom + 18)" text-anchor="middle">\#(label)</text>"#
      )
    }
    parts.append(
      #"<text x="\#((Self.left + Self.width - Self.right) / 2)" y="\#(Self.height - 4)" text-anchor="middle">epoch</text>"#
    )
    for curve in curves {
      let finite = curve.points.filter { $0.x.isFinite && $0.y.isFinite }
      let path = finite.map { "\(fixed(x($0.x), 1)),\(fixed(y($0.y), 1))" }.joined(separator: " ")
      parts.append(#"<polyline class="curve" stroke="\#(curve.color)" points="\#(path)"/>"#)
      // Where points are dense, the line says it all.
      let step = max(1, finite.count / 60)
      for point in stride(from: 0, to: finite.count, by: step).map({ finite[$0] }) {
        let hint = "\(curve.name), epoch \(String(format: "%g", point.x)): \(format(point.y))"
        parts.append(
          #"<circle cx="\#(fixed(x(point.x), 1))" cy="\#(fixed(y(point.y), 1))" r="3" fill="\#(curve.color)"><title>\#(escaped(hint))</title></circle>"#
        )
      }
    }
    return """
      <svg viewBox="0 0 \(Self.width) \(Self.height)" role="img" aria-label="\(escaped(title))">
      \(parts.joined(separator: "\n"))
      </svg>
      """
  }

  /// Round numbers from `low` to `high` or just beyond it, at most `most` steps of 1, 2 or 5 times a power of ten.
  static func ticks(from low: Double, to high: Double, most: Int, whole: Bool) -> [Double] {
    guard high > low, high.isFinite else { return [low, low + 1] }
    let rough = (high - low) / Double(most)
    let power = pow(10, floor(log10(rough)))
    var step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999 } ?? 10 * power
    if whole { step = max(step, 1) }
    let count = Int(((high - low) / step - 1e-9).rounded(.up))
    return (0...max(count, 1)).map { low + Double($0) * step }
  }
}
