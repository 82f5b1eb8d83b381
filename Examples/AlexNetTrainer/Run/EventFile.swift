import Foundation
import Tapestry

/// A file that TensorBoard reads: curves, a number at a time (`tensorboard --logdir RUN`).
///
/// It is a row of records as TensorFlow frames them: the length and its checksum, an `Event` message and its checksum
/// (tensorflow/core/lib/io/record_writer.cc, tensorflow/core/util/event.proto).
final class EventFile {
  private let file: FileHandle
  private let path: String

  /// Begins a new file in `folder`. TensorBoard drops what older files say of steps after `step`: they are done again.
  init(in folder: String, after step: Int) throws(FileError) {
    let moment = Int(Date().timeIntervalSince1970 * 1000)
    path = folder + "/events.out.tfevents.\(moment).\(ProcessInfo.processInfo.processIdentifier)"
    try WholeFile.write([], to: path)
    guard let file = FileHandle(forWritingAtPath: path) else {
      throw FileError(.missing, path: path, "the file cannot be opened for writing")
    }
    self.file = file
    try append(step: 0) { $0.text(3, "brain.Event:2") }
    if step > 0 { try append(step: step + 1) { $0.message(7) { $0.integer(1, 1) } } }
  }

  deinit { try? file.close() }

  /// Appends the values of curves at `step`.
  func add(_ values: [(tag: String, value: Double)], step: Int) throws(FileError) {
    try append(step: step) { event in
      event.message(5) { summary in
        for (tag, value) in values {
          summary.message(1) {
            $0.text(1, tag)
            $0.float(2, Float(value))
          }
        }
      }
    }
  }

  private func append(step: Int, _ body: (inout ProtobufWriter) -> Void) throws(FileError) {
    let event = ProtobufWriter.message {
      $0.double(1, Date().timeIntervalSince1970)
      $0.integer(2, step)
      body(&$0)
    }
    do {
      try file.write(contentsOf: Data(Self.record(event)))
    } catch {
      throw FileError(.missing, path: path, "cannot write: \(error.localizedDescription)")
    }
  }

  /// `content` between its length and its checksum.
  static func record(_ content: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: UInt64(content.count))
    bytes.append(littleEndian: maskedChecksum(bytes))
    bytes += content
    bytes.append(littleEndian: maskedChecksum(content))
    return bytes
  }

  /// The cyclic redundancy check CRC-32C (polynomial 0x1EDC6F41, reflected; RFC 3720 appendix B.4), turned and shifted, so
  /// that the check of a text with a check in it is a good one.
  static func maskedChecksum(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes { crc = crc >> 8 ^ table[Int((crc ^ UInt32(byte)) & 0xFF)] }
    crc = ~crc
    return (crc >> 15 | crc << 17) &+ 0xA282_EAD8
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { remainder, _ in
      remainder & 1 == 0 ? remainder >> 1 : remainder >> 1 ^ 0x82F6_3B78
    }
  }
}
