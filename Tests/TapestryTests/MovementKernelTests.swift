import KernelTemplates
import KernelsPortable
import Testing

@testable import Tapestry

#if arch(x86_64)
  import KernelsAVX2
  import KernelsAVX512
#endif

/// Rearrangements of every instruction set and width of element against a plain walk.
@Suite struct MovementKernelTests {
  static var kernels: [any MovementKernels.Type] {
    #if arch(x86_64)
      let all: [any MovementKernels.Type] = [
        PortableBytes1.self, PortableBytes4.self, PortableBytes8.self, AVX2Bytes1.self, AVX2Bytes4.self,
        AVX2Bytes8.self, AVX512Bytes1.self, AVX512Bytes4.self, AVX512Bytes8.self,
      ]
      return Array(all.prefix(3 * KernelSets.count))
    #else
      return [PortableBytes1.self, PortableBytes4.self, PortableBytes8.self]
    #endif
  }

  /// An axis: its extent, and its steps in the source and in the destination.
  typealias Axis = (extent: Int, source: Int, destination: Int)

  /// Copies with the kernel and with a plain walk, on 1, 2 and 5 threads, and compares all of both destinations.
  static func check<K: MovementKernels>(_: K.Type, _ name: String, _ axes: [Axis]) {
    var layout = CopyLayout()
    for axis in axes { layout.append(axis.extent, source: axis.source, destination: axis.destination) }
    var places: [(source: Int, destination: Int)] = [(0, 0)]
    for axis in axes {
      places = places.flatMap { place in
        (0..<axis.extent).map {
          (place.source + $0 * axis.source, place.destination + $0 * axis.destination)
        }
      }
    }
    func bounds(_ steps: [Int]) -> (low: Int, high: Int) {
      var (low, high) = (0, 0)
      for (axis, step) in zip(axes, steps) where axis.extent > 0 {
        low += min(0, step * (axis.extent - 1))
        high += max(0, step * (axis.extent - 1))
      }
      return (low, high)
    }
    let from = bounds(axes.map(\.source))
    let to = bounds(axes.map(\.destination))
    let source = (0...(from.high - from.low)).map { K.Element(truncatingIfNeeded: $0 &* 167 &+ 13) }
    let blank = [K.Element](repeating: 77, count: to.high - to.low + 1)
    var expected = blank
    for place in places { expected[place.destination - to.low] = source[place.source - from.low] }
    for width in [1, 2, 5] {
      var result = blank
      Parallel.withWidth(width) {
        source.withUnsafeBufferPointer { source in
          result.withUnsafeMutableBufferPointer { result in
            K.copy(
              layout, from: source.baseAddress.unsafelyUnwrapped - from.low,
              to: result.baseAddress.unsafelyUnwrapped - to.low)
          }
        }
      }
      #expect(result == expected, "\(K.self), \(name), \(width) threads")
    }
  }

  @Test(arguments: [
    (1, 1), (3, 4), (4, 3), (7, 9), (8, 8), (15, 17), (16, 16), (33, 31), (64, 65), (130, 70), (5, 300),
    (300, 3),
    (0, 4), (90, 200), (70, 1100), (40, 2065),
  ]) func matricesAreTransposed(_ rows: Int, _ columns: Int) {
    for kernels in Self.kernels {
      Self.check(kernels, "\(rows) × \(columns)", [(columns, 1, rows), (rows, columns, 1)])
      Self.check(kernels, "\(rows) × \(columns), source order", [(rows, columns, 1), (columns, 1, rows)])
    }
  }

  /// All orders of four axes.
  @Test func axesArePermuted() {
    let extents = [3, 5, 9, 10]
    var steps = [1, 1, 1, 1]
    for axis in [2, 1, 0] { steps[axis] = steps[axis + 1] * extents[axis + 1] }
    for code in 0..<24 {
      var rest = [0, 1, 2, 3]
      let order = [code / 6, code % 6 / 2, code % 2, 0].map { rest.remove(at: $0) }
      var step = 1
      var axes: [Axis] = []
      for axis in order.reversed() {
        axes.insert((extents[axis], steps[axis], step), at: 0)
        step *= extents[axis]
      }
      for kernels in Self.kernels { Self.check(kernels, "order \(order)", axes) }
    }
  }

  @Test(arguments: [1, 2, 15, 16, 17, 63, 200]) func slicesAndRepeats(_ n: Int) {
    let cases: [(String, [Axis])] = [
      ("every second", [(n, 2, 1)]), ("every third", [(n, 3, 1)]), ("into every second", [(n, 1, 2)]),
      ("into every third", [(n, 1, 3)]), ("reversed", [(n, -1, 1)]), ("reversed, every second", [(n, -2, 1)]),
      ("into reversed", [(n, 1, -1)]), ("reversed rows", [(7, -n, n), (n, 1, 1)]),
      ("columns of a wider matrix", [(6, n + 5, n), (n, 1, 1)]),
      ("into columns of a wider matrix", [(6, n, n + 5), (n, 1, 1)]),
      ("one element everywhere", [(n, 0, 1)]), ("a row for all rows", [(5, 0, n), (n, 1, 1)]),
      ("a column for all columns", [(n, 1, 5), (5, 0, 1)]), ("a column for many", [(5, 1, n), (n, 0, 1)]),
      ("one element strided", [(n, 0, 3)]), ("a transposed slice", [(9, 2, n), (n, 30, 1)]),
      ("reversed transpose", [(9, -1, n), (n, 9, 1)]),
    ]
    for kernels in Self.kernels {
      for (name, axes) in cases { Self.check(kernels, "\(name), \(n)", axes) }
    }
  }

  @Test func eightAxesAndNone() {
    for kernels in Self.kernels {
      Self.check(kernels, "one element", [])
      Self.check(
        kernels, "eight axes",
        [
          (2, 1, 729), (3, 2, 243), (3, 8, 81), (2, 24, 27), (2, 50, 13), (3, 110, 4), (1, 9, 9), (2, 340, 1),
        ])
    }
  }

  @Test(arguments: [(40_000, 1, 1), (40_000, 0, 1), (40_000, 3, 1)])
  func longCopies(_ extent: Int, _ step: Int, _ destination: Int) {
    for kernels in Self.kernels where "\(kernels)".hasSuffix("8") {
      Self.check(kernels, "long", [(extent, step, destination)])
    }
  }

  static func fills<K: MovementKernels>(_: K.Type, _ count: Int) {
    var result = [K.Element](repeating: 1, count: count + 1)
    K.fill(&result, with: 9, count: count)
    #expect(result == [K.Element](repeating: 9, count: count) + [1], "\(K.self), \(count)")
  }

  @Test func filling() {
    for kernels in Self.kernels {
      for count in [0, 1, 17, 140_000] { Self.fills(kernels, count) }
    }
  }

  static func gathers<K: MovementKernels>(_: K.Type, _ outer: Int, _ axis: Int, _ inner: Int) {
    let extents = AxisExtents(outer: outer, axis: axis, inner: inner)
    let source = (0..<extents.count).map { K.Element(truncatingIfNeeded: $0 &* 31) }
    let count = 7
    let rows = (0..<count).map { Int32($0 * 5 % axis) }
    let expectedRows = (0..<outer).flatMap { o in
      rows.flatMap { row in (0..<inner).map { source[(o * axis + Int(row)) * inner + $0] } }
    }
    var result = [K.Element](repeating: 0, count: outer * count * inner)
    K.gatherRows(rows, count: count, from: source, extents, to: &result)
    #expect(result == expectedRows, "\(K.self), \(extents)")

    let indices = (0..<outer * count * inner).map { Int32($0 * 11 % axis) }
    K.gatherAlongAxis(indices, count: count, from: source, extents, to: &result)
    let expected = indices.indices.map { place -> K.Element in
      let (o, i) = (place / inner / count, place % inner)
      return source[(o * axis + Int(indices[place])) * inner + i]
    }
    #expect(result == expected, "\(K.self), \(extents)")

    K.gather(rows, count: axis > 0 && source.count > axis ? count : 0, from: source, to: &result)
    if source.count > axis { #expect(Array(result.prefix(count)) == rows.map { source[Int($0)] }) }
  }

  @Test(arguments: [(1, 5, 1), (2, 3, 20), (3, 10, 7), (1, 4, 30_000), (0, 3, 4)])
  func gathering(_ outer: Int, _ axis: Int, _ inner: Int) {
    for kernels in Self.kernels { Self.gathers(kernels, outer, axis, inner) }
  }

  static func scatters<K: ScatterKernels>(_: K.Type, _ outer: Int, _ axis: Int, _ inner: Int)
  where K.Scalar: Numeric & Equatable {
    let extents = AxisExtents(outer: outer, axis: axis, inner: inner)
    let count = 9
    let x = (0..<outer * count * inner).map { K.Scalar(exactly: $0 % 7)! }
    let rows = (0..<count).map { Int32($0 * 5 % axis) }
    let places = (0..<outer * count * inner).map { Int32($0 * 11 % axis) }
    for width in [1, 2, 5] {
      var sums = [K.Scalar](repeating: 1, count: extents.count)
      var expected = sums
      for place in x.indices {
        let (o, row, i) = (place / inner / count, Int(rows[place / inner % count]), place % inner)
        expected[(o * axis + row) * inner + i] += x[place]
      }
      Parallel.withWidth(width) { K.scatterAddRows(x, at: rows, count: count, extents, to: &sums) }
      #expect(sums == expected, "\(K.self), rows, \(extents)")

      sums = sums.map { _ in 1 }
      expected = sums
      for place in x.indices {
        let (o, i) = (place / inner / count, place % inner)
        expected[(o * axis + Int(places[place])) * inner + i] += x[place]
      }
      Parallel.withWidth(width) { K.scatterAddAlongAxis(x, at: places, count: count, extents, to: &sums) }
      #expect(sums == expected, "\(K.self), along the axis, \(extents)")
    }
  }

  @Test(arguments: [(1, 5, 1), (2, 3, 20), (3, 10, 7), (1, 4, 6000), (0, 3, 4)])
  func scatteringAddsInOrder(_ outer: Int, _ axis: Int, _ inner: Int) {
    for kernels in KernelSets.float { Self.scatters(kernels, outer, axis, inner) }
    for kernels in KernelSets.double { Self.scatters(kernels, outer, axis, inner) }
    Self.scatters(PortableInt32.self, outer, axis, inner)
  }
}
