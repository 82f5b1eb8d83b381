import Foundation
import Testing

@testable import Tapestry

@Suite struct NumPyFileTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func golden(mapped: Bool = false) throws -> NPZFile {
    try write(GoldenTensorFiles.npz, to: folder.file("golden.npz"))
    return try NPZFile(folder.file("golden.npz"), mapped: mapped)
  }

  private func npy(_ bytes: [UInt8]) throws -> String {
    try write(bytes, to: folder.file("x.npy"))
    return folder.file("x.npy")
  }

  @Test func everyTypeOfNumPy() throws {
    let file = try golden()
    #expect(file.names.count == 29)
    #expect(!file.names.contains("readme.txt"))
    for name in file.names.prefix(18) {
      let sign = name.contains("u") ? 1.0 : -1
      let expected = [1, 2, 3, 4, 5, 100].map { $0 * sign }
      let tensor = try file.anyTensor(name)
      #expect(tensor.shape == [2, 3], "\(name)")
      switch tensor {
      case .float32(let tensor):
        #expect(tensor.scalars.map(Double.init) == expected)
        #expect(name.hasSuffix("f4") || name.hasSuffix("f2"))
      case .float64(let tensor):
        #expect(tensor.scalars == expected)
        #expect(name.hasSuffix("f8"))
      case .int32(let tensor): #expect(tensor.scalars.map(Double.init) == expected, "\(name)")
      case .uint8(let tensor):
        #expect(tensor.scalars.map(Double.init) == expected)
        #expect(name == "nu1")
      case .bool: Issue.record("\(name) is read as truth values")
      }
    }
    #expect(try file.tensor("bool", as: Bool.self).scalars == [true, false, true])
  }

  @Test func layoutsAndVersions() throws {
    let file = try golden()
    let fortran = try file.tensor("fortran", as: Float.self)
    #expect(fortran.shape == [2, 3, 4])
    #expect(fortran.scalars == (0..<24).map(Float.init))
    #expect(try file.tensor("fortranbig", as: Int32.self).scalars == [0, 1, 2, 3, 4, 5])
    #expect(try file.tensor("empty", as: Float.self).shape == [3, 0, 2])
    let scalar = try file.tensor("scalar", as: Double.self)
    #expect(scalar.shape == [] && scalar.item() == 2.5)
    for name in ["v2", "v3"] { #expect(try file.tensor(name, as: Int32.self).scalars == [0, 1, 2]) }
  }

  @Test func halvesAreWidenedExactly() throws {
    let values = try golden().tensor("halves", as: Float.self).scalars
    #expect(
      values.dropLast() == [
        5.960464477539063e-08, 6.097555160522461e-05, 6.103515625e-05, 65504, .infinity, -.infinity, -0.0,
        0.333251953125,
      ])
    #expect(values[6].sign == .minus)
    #expect(values[8].isNaN)
  }

  @Test func numbersAreNeverChangedByReading() throws {
    let file = try golden()
    #expect(try file.tensor("lf4", as: Double.self).scalars == [-1, -2, -3, -4, -5, -100])
    #expect(try file.tensor("nu1", as: Int32.self).scalars == [1, 2, 3, 4, 5, 100])
    #expect(try file.tensor("nu1", as: Float.self).scalars == [1, 2, 3, 4, 5, 100])
    #expect(try file.tensor("li2", as: Double.self).scalars == [-1, -2, -3, -4, -5, -100])
    let error = fileError { _ = try file.tensor("lf8", as: Float.self) }
    #expect(error?.reason == .mismatch)
    #expect(error?.description == "\(file.path): lf8 holds float64, which float32 does not hold exactly")
    #expect(fileError { _ = try file.tensor("li4", as: Float.self) }?.reason == .mismatch)
    #expect(fileError { _ = try file.tensor("bool", as: UInt8.self) }?.reason == .mismatch)
    #expect(fileError { _ = try file.anyTensor("wide") }?.reason == .mismatch)
    #expect(fileError { _ = try file.anyTensor("complex") }?.reason == .unsupported)
    #expect(fileError { _ = try file.anyTensor("record") }?.reason == .unsupported)
    #expect(fileError { _ = try file.anyTensor("nothing") }?.reason == .missing)
  }

  @Test func writesWhatNumPyWrites() throws {
    let path = folder.file("w.npy")
    try Tensor<Float>(shape: [2, 3], scalars: [0, 1, 2, 3, 4, 5]).write(npy: path)
    #expect(try contents(path) == GoldenTensorFiles.npy)
  }

  @Test(arguments: [false, true]) func roundTrips(mapped: Bool) throws {
    let tensors: [String: AnyTensor] = [
      "float": AnyTensor(Tensor<Float>(shape: [1, 3], scalars: [1, -0.0, .infinity])),
      "double": AnyTensor(Tensor<Double>(2.5)),
      "int": AnyTensor(Tensor<Int32>(shape: [2], scalars: [.min, .max])),
      "bytes": AnyTensor(Tensor<UInt8>([0, 255])),
      "truth": AnyTensor(Tensor<Bool>([true, false, true])),
      "empty": AnyTensor(Tensor<Float>(zeros: [0, 3])),
      "long": AnyTensor(Tensor<Float>(shape: [1000, 700], scalars: (0..<700_000).map(Float.init))),
    ]
    for deflated in [false, true] {
      let path = folder.file("w.npz")
      try NPZFile.write(tensors, to: path, deflated: deflated)
      let file = try NPZFile(path, mapped: mapped)
      #expect(file.names == tensors.keys.sorted())
      let read = try file.tensors()
      for (name, tensor) in tensors { #expect(tensor.isIdentical(to: read[name]), "\(name)") }
    }
    for (name, tensor) in tensors {
      let path = folder.file(name + ".npy")
      try tensor.write(npy: path)
      #expect(tensor.isIdentical(to: try AnyTensor(npy: path, mapped: mapped)), "\(name)")
    }
  }

  @Test func mappedTensorsAreCopiedWhenWrittenTo() throws {
    let path = try npy(GoldenTensorFiles.npy)
    var tensor = try Tensor<Float>(npy: path, mapped: true)
    tensor.withUnsafeMutableElements { $0[0] = 7 }
    #expect(tensor.scalars == [7, 1, 2, 3, 4, 5])
    #expect(try contents(path) == GoldenTensorFiles.npy)
  }

  @Test func headersThatAreNotOfThisFormat() throws {
    func reason(_ header: String, data: Int = 0, version: UInt8 = 1) -> FileError.Reason? {
      var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [version, 0]
      bytes.append(littleEndian: UInt16(header.utf8.count))
      bytes += header.utf8
      bytes += [UInt8](repeating: 0, count: data)
      return fileError { _ = try AnyTensor(npy: npy(bytes)) }?.reason
    }
    func header(_ shape: String, type: String = "<f4") -> String {
      "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape)}\n"
    }
    #expect(reason(header("(2,)"), data: 8) == nil)
    #expect(reason("{\"shape\":(2L, ),'fortran_order':True,'descr':\"<f4\",}", data: 8) == nil)
    #expect(reason(header("(2,)"), data: 7) == .truncated)
    #expect(reason(header("(2,)"), data: 9) == .malformed)
    #expect(reason(header("(2,)"), data: 8, version: 4) == .unsupported)
    #expect(reason(header("(4611686018427387904, 4611686018427387904)")) == .tooLarge)
    #expect(reason(header("(4611686018427387904, 4611686018427387904, 0)")) == .tooLarge)
    #expect(reason(header("(99999999999999999999,)")) == .tooLarge)
    #expect(reason(header("(1000000000000,)")) == .truncated)
    #expect(reason(header("(-1,)")) == .malformed)
    #expect(reason(header("(01,)"), data: 4) == .malformed)
    #expect(reason(header("(1,1,1,1,1,1,1,1,1)"), data: 4) == .unsupported)
    #expect(reason(header("(1"), data: 4) == .malformed)
    #expect(reason(header("(1,)x"), data: 4) == .malformed)
    #expect(reason(header("(1,), 'shape': (1,)"), data: 4) == .malformed)
    #expect(reason(header("(1,), 'more': 1"), data: 4) == .malformed)
    #expect(reason("{'descr': '<f4', 'shape': (1,)}", data: 4) == .malformed)
    for type in ["f4", "", "|f4", "<f3", "<U4", "|O", "<\\\\u00664"] {
      #expect(reason(header("(1,)", type: type), data: 4) != nil, "\(type)")
    }
    #expect(fileError { _ = try AnyTensor(npy: npy(Array("no array".utf8))) }?.reason == .truncated)
    #expect(fileError { _ = try AnyTensor(npy: npy(Array("this is no array".utf8))) }?.reason == .malformed)
    #expect(fileError { _ = try AnyTensor(npy: folder.file("none")) }?.reason == .system(code: ENOENT))
  }
}

extension AnyTensor {
  /// Whether type, shape and all bits are the same.
  func isIdentical(to other: AnyTensor?) -> Bool {
    guard let other, scalarType == other.scalarType, shape == other.shape else { return false }
    let bytes = erased.withBytes { $0.array(0..<$0.byteCount) }
    return other.erased.withBytes { $0.array(0..<$0.byteCount) } == bytes
  }
}
