import KernelTemplates
import Tapestry

/// Memory that is copied or read as plainly as can be: the least time that anything can take that moves as many bytes.
///
/// It lies where tensors lie, in huge pages. A copy is made in both ways that there are, by ordinary and by direct stores.
final class PlainMemory {
  private static let pieceCount = 1 << 15

  private let source: Tensor<Float>
  private var destination: Tensor<Float>
  private let isReading: Bool

  /// The bytes moved at once.
  let byteCount: Double

  /// What moves about as many bytes as `work`, at most 2 GiB.
  init(for work: Work) {
    isReading = work.isReading
    let bytesPerPiece = Double(Self.pieceCount * MemoryLayout<Float>.stride * (isReading ? 1 : 2))
    let count = min(1 << 13, Int((work.bytes / bytesPerPiece).rounded(.up))) * Self.pieceCount
    source = Tensor(repeating: 1, shape: [count])
    destination = Tensor(repeating: 1, shape: [isReading ? 0 : count])
    byteCount = Double(count / Self.pieceCount) * bytesPerPiece
  }

  /// The ways to move it.
  var movements: [() -> Void] {
    if isReading { return [read] }
    return ResultStores.canBeDirect ? [copy, copyDirectly] : [copy]
  }

  private func read() {
    let kernels = InstructionSet.floatKernels
    unsafe forEachPiece { source, _ in unsafe consume(kernels.plainRead(source, count: Self.pieceCount)) }
  }

  private func copy() {
    let kernels = InstructionSet.floatKernels
    unsafe forEachPiece { source, destination in
      unsafe kernels.plainCopy(source, to: destination, count: Self.pieceCount)
    }
  }

  private func copyDirectly() {
    unsafe forEachPiece { source, destination in
      unsafe ResultStores.copyDirectly(
        source, to: destination, byteCount: Self.pieceCount * MemoryLayout<Float>.stride,
        fetching: source + 2048)
      ResultStores.finish()
    }
  }

  private func forEachPiece(_ body: (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void) {
    let pieces = source.elementCount / Self.pieceCount
    unsafe source.withUnsafeElements { source in
      unsafe destination.withUnsafeMutableElements { destination in
        nonisolated(unsafe) let (from, to) = (source.baseAddress!, destination.baseAddress)
        let isReading = isReading
        Parallel.forEach(pieces) { piece in
          let start = piece * Self.pieceCount
          // What is only read has no destination, and is given none.
          unsafe body(
            from + start, isReading ? UnsafeMutablePointer(mutating: from) : to! + start)
        }
      }
    }
  }
}
