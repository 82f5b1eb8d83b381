import Foundation
import Tapestry
import Testing

@testable import AlexNetTrainer

/// Numbers from TensorBoard's own classes (tensorboard 2.20: `event_pb2`, `masked_crc32c`).
@Suite struct EventFileTests {
  @Test func aRecordIsFramedAsTensorFlowDoes() {
    let event = ProtobufWriter.message { event in
      event.double(1, 1.5)
      event.integer(2, 300)
      event.message(5) { summary in
        summary.message(1) {
          $0.text(1, "train/loss")
          $0.float(2, 0.25)
        }
      }
    }
    #expect(hex(event) == "09000000000000f83f10ac022a130a110a0a747261696e2f6c6f7373150000803e")
    #expect(
      hex(EventFile.record(event))
        == "2100000000000000017becf609000000000000f83f10ac022a130a110a0a747261696e2f6c6f7373150000803e6557981f"
    )
  }

  @Test func negativeNumbersTakeTenBytes() {
    #expect(hex(ProtobufWriter.message { $0.integer(3, -2) }) == "18feffffffffffffffff01")
  }

  @Test func aFileBeginsWithItsVersion() throws {
    let folder = try TemporaryFolder()
    try EventFile(in: folder.path, after: 0).add([("a", 1)], step: 1)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names.count == 1 && names[0].hasPrefix("events.out.tfevents."))
    let bytes = try WholeFile.read(folder.path + "/" + names[0], limit: 1000)
    #expect(String(decoding: bytes, as: UTF8.self).contains("brain.Event:2"))
  }

  private func hex(_ bytes: [UInt8]) -> String { bytes.map { String(format: "%02x", $0) }.joined() }
}

@Suite struct MetricsFileTests {
  private func metrics(_ epoch: Int) -> Metrics {
    let scores = Metrics.Scores(loss: 0.5, topOne: 0.25, topFive: 0.125)
    return Metrics(
      epoch: epoch, step: epoch * 10, rate: 0.01, training: scores, test: scores, imagesPerSecond: 100,
      seconds: 2)
  }

  @Test func linesComeBack() throws {
    let folder = try TemporaryFolder()
    let file = MetricsFile(path: folder.path + "/metrics.csv")
    #expect(try file.read().isEmpty)
    try file.begin(after: 0)
    for epoch in 1...3 { try file.add(metrics(epoch)) }
    #expect(try file.read() == (1...3).map(metrics))
  }

  @Test func linesOfEpochsThatAreDoneAgainGo() throws {
    let folder = try TemporaryFolder()
    let file = MetricsFile(path: folder.path + "/metrics.csv")
    for epoch in 1...3 { try file.add(metrics(epoch)) }
    try file.begin(after: 2)
    #expect(try file.read() == (1...2).map(metrics))
  }
}
