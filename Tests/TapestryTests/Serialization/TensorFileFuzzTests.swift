import Testing

@testable import Tapestry

/// Damaged files of tensors are read or refused, and never end the program.
@Suite struct TensorFileFuzzTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// `bytes` with up to three bytes changed, exchanged for a likely one, removed, repeated, or cut off.
  private func mutation(of bytes: [UInt8], head: Int, _ generator: inout TestGenerator) -> [UInt8] {
    var result = bytes
    let likely = Array("0129{}[]():,'\"\\ <>|fuib".utf8) + [0, 0x7F, 0x80, 0xFF]
    for _ in 0...generator.next() % 3 {
      guard !result.isEmpty else { break }
      // Headers are where damage matters.
      let limit = generator.next() % 4 == 0 ? result.count : min(head, result.count)
      let index = Int(generator.next() % UInt64(limit))
      switch generator.next() % 6 {
      case 0: result[index] = UInt8(truncatingIfNeeded: generator.next())
      case 1, 2: result[index] = likely[Int(generator.next() % UInt64(likely.count))]
      case 3: result.remove(at: index)
      case 4: result.insert(result[index], at: index)
      default: if generator.next() % 4 == 0 { result.removeSubrange(index...) }
      }
    }
    return result
  }

  /// How many mutations can still be opened, and how many are refused.
  private func run(
    _ bytes: [UInt8], head: Int, count: Int, seed: UInt64, _ read: (String) throws -> Void
  ) throws -> (read: Int, refused: Int) {
    var generator = TestGenerator(state: seed)
    let path = folder.file("x")
    var refused = 0
    for _ in 0..<count {
      try write(mutation(of: bytes, head: head, &generator), to: path)
      do {
        try read(path)
      } catch is FileError {
        refused += 1
      }
    }
    return (count - refused, refused)
  }

  @Test(arguments: [false, true]) func npy(mapped: Bool) throws {
    let result = try run(GoldenTensorFiles.npy, head: 80, count: 1000, seed: 1) { path in
      _ = try AnyTensor(npy: path, mapped: mapped).erased.withBytes { $0.array(0..<$0.byteCount) }
    }
    #expect(result.read > 0 && result.refused > 0)
  }

  @Test func safetensors() throws {
    for golden in [GoldenTensorFiles.safetensors, GoldenTensorFiles.otherTypes] {
      let result = try run(golden, head: golden.count - 60, count: 1000, seed: 2) { path in
        let file = try SafetensorsFile(path)
        for name in file.names { _ = try? file.anyTensor(name) }
      }
      #expect(result.read > 0 && result.refused > 0)
    }
  }

  @Test func npz() throws {
    let golden = GoldenTensorFiles.npz
    let result = try run(golden, head: golden.count, count: 500, seed: 3) { path in
      let file = try NPZFile(path)
      for name in file.names { _ = try? file.anyTensor(name) }
    }
    #expect(result.read > 0 && result.refused > 0)
  }
}
