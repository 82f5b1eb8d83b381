import KernelTemplates
import Synchronization

/// An encoder of the deflate format (RFC 1951): matches are found through hash chains, and put off by one byte where
/// the next one is longer (lazy matching); each block is written in the cheapest of the three forms.
///
/// Long inputs are cut into chunks that are encoded in parallel, each with the window before it, and end on a whole
/// byte. The bytes depend on the input alone.
package enum Deflate {
  /// The bytes of a chunk.
  static let chunkSize = 1 << 20

  /// The stream that stands for `bytes`.
  package static func encode(_ bytes: RawSpan) -> [UInt8] {
    var stream: [UInt8] = []
    encodeChunks(bytes) { stream += $0 }
    return stream + endOfStream
  }

  /// An empty last block.
  static let endOfStream: [UInt8] = [3, 0]

  /// Calls `body` with pieces of a stream that stand for `bytes`, in order. The stream is not ended: more bytes, or
  /// ``endOfStream``, may follow.
  static func encodeChunks<Failure: Error>(
    _ bytes: RawSpan, _ body: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    let chunkCount = (bytes.byteCount + chunkSize - 1) / chunkSize
    // So many at a time that all threads have work, and so few that the pieces take little memory.
    for first in stride(from: 0, to: chunkCount, by: 32) {
      let indices = first..<min(first + 32, chunkCount)
      for piece in encodeInParallel(bytes, indices) { try body(piece) }
    }
  }

  private static func encodeInParallel(_ bytes: RawSpan, _ chunks: Range<Int>) -> [[UInt8]] {
    let pieces = Mutex([[UInt8]](repeating: [], count: chunks.count))
    unsafe bytes.withUnsafeBytes { bytes in
      Parallel.forEach(chunks.count) { index in
        let start = (chunks.lowerBound + index) * chunkSize
        let piece = unsafe encodeChunk(bytes.bytes, start..<min(start + chunkSize, bytes.count))
        pieces.withLock { $0[index] = piece }
      }
    }
    return pieces.withLock { $0 }
  }

  /// Some blocks that stand for the bytes of `range`; the last is not the last of the stream, and ends on a whole byte.
  static func encodeChunk(_ bytes: RawSpan, _ range: Range<Int>) -> [UInt8] {
    var writer = DeflateBlockWriter(start: range.lowerBound)
    let base = max(range.lowerBound - DeflateFormat.windowSize, 0)
    var finder = MatchFinder(base: base)
    let lastInsertion = range.upperBound - MatchFinder.minimumLength
    for position in base..<max(base, min(range.lowerBound, lastInsertion)) { finder.insert(position, bytes) }

    // A match that is put off begins one byte before `position`; so does a literal, with a length of 0.
    var position = range.lowerBound
    var isOneWaiting = false
    var waiting = (length: 0, distance: 0)
    while position < range.upperBound {
      var match = (length: 0, distance: 0)
      if position <= lastInsertion {
        match = finder.longestMatch(at: position, end: range.upperBound, longerThan: waiting.length, bytes)
        finder.insert(position, bytes)
      }
      if waiting.length > 0 && match.length == 0 {
        writer.putMatch(length: waiting.length, distance: waiting.distance, bytes)
        let next = position - 1 + waiting.length
        position += 1
        while position < next {
          if position <= lastInsertion { finder.insert(position, bytes) }
          position += 1
        }
        isOneWaiting = false
        waiting = (0, 0)
      } else {
        if isOneWaiting { writer.putLiteral(bytes.byte(at: position - 1), bytes) }
        isOneWaiting = true
        waiting = match
        position += 1
      }
    }
    if isOneWaiting { writer.putLiteral(bytes.byte(at: position - 1), bytes) }
    return writer.finish(bytes)
  }
}
