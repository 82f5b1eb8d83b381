import KernelTemplates
import Testing

@testable import Tapestry

/// Results of more than 64 MiB, of which rearrangements go to memory in ways of their own, against the same operations on
/// parts of the operands.
@Suite("Large results") struct LargeResultTests {
  /// Columns that do not fill lines, and somewhat more than 64 MiB.
  static let shape: TensorShape = [4099, 4100]

  static let operands: (x: Tensor<Float>, y: Tensor<Float>) = {
    var generator = PhiloxGenerator(seed: 7)
    return (
      Tensor(uniform: shape, in: -2..<2, using: &generator),
      Tensor(uniform: shape, in: -2..<2, using: &generator)
    )
  }()

  /// Whether the rows of a whole result are those of an operation on a hundred of the operands' rows at a time.
  static func expectRows(
    _ whole: Tensor<Float>, _ part: (Range<Int>) -> Tensor<Float>,
    _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(whole.shape == shape, sourceLocation: location)
    for first in stride(from: 0, to: shape[0], by: 100) {
      let rows = first..<min(first + 100, shape[0])
      guard whole[rows] == part(rows) else {
        Issue.record("rows \(rows) differ", sourceLocation: location)
        return
      }
    }
  }

  @Test("of functions of one number and of two")
  func contiguous() {
    let (x, y) = Self.operands
    Self.expectRows(x.relu()) { x[$0].relu() }
    Self.expectRows(x * 3) { x[$0] * 3 }
    Self.expectRows(x + y) { x[$0] + y[$0] }
    Self.expectRows(x.clamped(to: -1...1)) { x[$0].clamped(to: -1...1) }
  }

  @Test("of broadcast operands and of choices")
  func broadcast() {
    let (x, y) = Self.operands
    let (row, column) = (y[0], y[.all, 0..<1])
    Self.expectRows(x + row) { x[$0] + row }
    Self.expectRows(column - x) { column[$0] - x[$0] }
    let mask = x .< y
    Self.expectRows(x.replacing(with: y, where: mask)) { x[$0].replacing(with: y[$0], where: mask[$0]) }
  }

  @Test("of rearrangements")
  func rearrangements() {
    let (x, _) = Self.operands
    Self.expectRows(x.flipped(axes: [1])) { x[$0].flipped(axes: [1]) }
    Self.expectRows(x.transposed().transposed()) { x[$0] }
    // Both extents divide by those of tiles, so that whole lines are stored.
    let even = x[0..<4096, 0..<4100]
    let transposed = even.transposed()
    for columns in [0..<3, 2047..<2050, 4097..<4100] {
      #expect(transposed[columns] == even[.all, columns].transposed())
    }
    let channelsLast = even.reshaped(to: [4, 1024, 4100]).permuted(to: [0, 2, 1])
    #expect(channelsLast[2] == even[2048..<3072].transposed())
    let words = Tensor<Double>(x[0..<2056, 0..<4096])
    #expect(words.transposed()[100..<110] == words[.all, 100..<110].transposed())
    let outer = even.reshaped(to: [64, 64, 4100]).permuted(to: [1, 0, 2])
    #expect(outer[3, 5] == even[5 * 64 + 3])
  }

  @Test("are written the way that their size asks for")
  func ways() {
    #expect(ResultStores(byteCount: (1 << 24) - 1) == .cached)
    #expect(ResultStores(byteCount: 1 << 24) == .fetchedAhead)
    #expect(ResultStores(byteCount: 1 << 26) == (ResultStores.canBeDirect ? .direct : .fetchedAhead))
  }

  @Test("copies any bytes directly", arguments: [0, 1, 63, 64, 65, 127, 200, 1000])
  func directCopies(byteCount: Int) {
    guard ResultStores.canBeDirect else { return }
    let source = (0..<2048).map { UInt8(truncatingIfNeeded: $0 * 7) }
    for offset in [0, 1, 31, 63] {
      var destination = [UInt8](repeating: 255, count: 2048)
      source.withUnsafeBytes { source in
        destination.withUnsafeMutableBytes { destination in
          ResultStores.copyDirectly(
            source.baseAddress! + 3, to: destination.baseAddress! + offset, byteCount: byteCount,
            fetching: source.baseAddress!)
          ResultStores.finish()
        }
      }
      #expect(Array(destination[offset..<offset + byteCount]) == Array(source[3..<3 + byteCount]))
      #expect(destination[..<offset].allSatisfy { $0 == 255 })
      #expect(destination[(offset + byteCount)...].allSatisfy { $0 == 255 })
    }
  }
}
