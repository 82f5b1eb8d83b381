import Foundation
import Tapestry

/// By which of its neighbours, and how much of each, a pixel of a resized image is made.
///
/// Where an image becomes smaller, filters become wider by the same factor, so that every pixel counts and no pattern of
/// false frequencies appears. All are as in Pillow.
public enum ResamplingFilter: String, CaseIterable, Sendable {
  /// The mean of the area that a pixel covers. An enlarged image has squares.
  case box
  /// A triangle: between neighbours, in proportion to the distance.
  case bilinear
  /// Cubic convolution with a = -1/2 (Keys 1981), over four neighbours.
  case bicubic
  /// A sinc windowed by its own main lobe, over six neighbours (Duchon 1979).
  case lanczos

  /// How far from its center the filter reaches, in pixels.
  var support: Double {
    switch self {
    case .box: 0.5
    case .bilinear: 1
    case .bicubic: 2
    case .lanczos: 3
    }
  }

  /// The weight of a pixel at the distance `x`.
  func weight(_ x: Double) -> Double {
    let distance = abs(x)
    switch self {
    case .box: return x > -0.5 && x <= 0.5 ? 1 : 0
    case .bilinear: return max(0, 1 - distance)
    case .bicubic:
      if distance < 1 { return (1.5 * distance - 2.5) * distance * distance + 1 }
      return distance < 2 ? ((-0.5 * distance + 2.5) * distance - 4) * distance + 2 : 0
    case .lanczos: return distance < 3 ? Self.sinc(distance) * Self.sinc(distance / 3) : 0
    }
  }

  private static func sinc(_ x: Double) -> Double { x == 0 ? 1 : sin(.pi * x) / (.pi * x) }
}

/// The weights by which a line of `source` pixels becomes one of others.
struct ResamplingTable {
  let count: Int
  private(set) var taps: Int
  private(set) var firsts: [Int32]
  private(set) var weights: [Float]

  /// For the pixels `kept` of the `target` ones that `source` pixels become.
  init(filter: ResamplingFilter, source: Int, target: Int, keeping kept: Range<Int>) {
    let scale = Double(source) / Double(target)
    let width = max(scale, 1)
    let support = filter.support * width
    var windows: [Range<Int>] = []
    var lists: [[Double]] = []
    for place in kept {
      let center = (Double(place) + 0.5) * scale
      let first = max(0, Int(center - support + 0.5))
      let end = max(first + 1, min(source, Int(center + support + 0.5)))
      let list = (first..<end).map { filter.weight((Double($0) - center + 0.5) / width) }
      let sum = list.reduce(0, +)
      windows.append(first..<end)
      lists.append(list.map { sum == 0 ? $0 : $0 / sum })
    }
    count = kept.count
    taps = windows.reduce(1) { max($0, $1.count) }
    firsts = []
    weights = [Float](repeating: 0, count: count * taps)
    for (index, window) in windows.enumerated() {
      // Windows at the far end begin earlier, with weights of zero.
      let first = min(window.lowerBound, source - taps)
      firsts.append(Int32(first))
      for (k, weight) in lists[index].enumerated() {
        weights[index * taps + window.lowerBound - first + k] = Float(weight)
      }
    }
  }

  /// The pixels from which any is made.
  var sources: Range<Int> { Int(firsts[0])..<Int(firsts[count - 1]) + taps }

  /// The same table for a line that begins elsewhere.
  func moved(by distance: Int) -> ResamplingTable {
    var table = self
    for index in firsts.indices { table.firsts[index] += Int32(distance) }
    return table
  }

  /// Calls `body` with the table as the kernels want it.
  func withWeights<Result>(_ body: (ResamplingWeights) -> Result) -> Result {
    unsafe firsts.withUnsafeBufferPointer { firsts in
      unsafe weights.withUnsafeBufferPointer { weights in
        guard let first = firsts.baseAddress, let weight = weights.baseAddress else {
          preconditionFailure("ResamplingTable: no pixels")
        }
        return unsafe body(ResamplingWeights(count: count, taps: taps, firsts: first, weights: weight))
      }
    }
  }
}
