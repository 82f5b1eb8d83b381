import Foundation
import Testing

@testable import Tapestry

@Suite struct SafetensorsTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func file(_ bytes: [UInt8], mapped: Bool = false) throws -> SafetensorsFile {
    try write(bytes, to: folder.file("x.safetensors"))
    return try SafetensorsFile(folder.file("x.safetensors"), mapped: mapped)
  }

  private let tensors: [String: AnyTensor] = [
    "w": AnyTensor(Tensor<Float>(shape: [2, 3], scalars: [0, 1, 2, 3, 4, 5])),
    "d": AnyTensor(Tensor<Double>([1.5, -2])), "i": AnyTensor(Tensor<Int32>([[7]])),
    "u": AnyTensor(Tensor<UInt8>([1, 2, 3])), "b": AnyTensor(Tensor<Bool>([true, false])),
    "\"ü\n\u{1}": AnyTensor(Tensor<Float>(zeros: [0, 2])),
  ]

  @Test(arguments: [false, true]) func readsWhatTheLibraryWrites(mapped: Bool) throws {
    let file = try file(GoldenTensorFiles.safetensors, mapped: mapped)
    #expect(file.names == ["d", "\"ü\n\u{1}", "w", "i", "u", "b"])
    #expect(file.metadata == ["a": "b"])
    #expect(file.shape(of: "w") == [2, 3])
    #expect(file.shape(of: "v") == nil)
    for (name, tensor) in tensors { #expect(tensor.isIdentical(to: try file.anyTensor(name)), "\(name)") }
    #expect(fileError { _ = try file.anyTensor("v") }?.reason == .missing)
    #expect(fileError { _ = try file.tensor("d", as: Float.self) }?.reason == .mismatch)
  }

  @Test func writesWhatTheLibraryWrites() throws {
    let path = folder.file("w.safetensors")
    try SafetensorsFile.write(tensors, metadata: ["a": "b"], to: path)
    #expect(try contents(path) == GoldenTensorFiles.safetensors)
    let reserved = fileError {
      try SafetensorsFile.write(["__metadata__": AnyTensor(Tensor<Float>(1))], to: path)
    }
    #expect(reserved?.reason == .malformed)
    #expect(try contents(path) == GoldenTensorFiles.safetensors)
    try SafetensorsFile.write([:], to: path)
    #expect(try SafetensorsFile(path).names == [])
  }

  @Test func otherTypesAreWidened() throws {
    let file = try file(GoldenTensorFiles.otherTypes)
    #expect(try file.tensor("f16", as: Float.self).scalars == [1, -2, 0.5, 0.0010004043579101562])
    #expect(try file.tensor("bf16", as: Double.self).scalars == [1, -2, 0.5, 0.00099945068359375])
    #expect(try file.tensor("i64", as: Int32.self).scalars == [1, -2, 3])
    #expect(try file.tensor("i16", as: Int32.self).scalars == [1, -2, 300])
    #expect(try file.tensor("i8", as: Int32.self).scalars == [1, -2, -128])
    #expect(try file.tensor("u32", as: Int32.self).scalars == [7])
    #expect(try file.tensor("u16", as: Int32.self).scalars == [65535])
    #expect(fileError { _ = try file.anyTensor("u64") }?.reason == .mismatch)
    #expect(fileError { _ = try file.anyTensor("f8") }?.reason == .unsupported)
    #expect(fileError { _ = try file.anyTensor("c64") }?.reason == .unsupported)
  }

  @Test func roundTripOfLargeAndMisalignedTensors() throws {
    let long = Tensor<Float>(shape: [1_200_001], scalars: (0..<1_200_001).map { Float($0) / 7 })
    let path = folder.file("w.safetensors")
    try SafetensorsFile.write(["long": AnyTensor(long)], to: path)
    #expect(try SafetensorsFile(path).tensor("long", as: Float.self).scalars == long.scalars)
    // Other writers may leave the elements anywhere.
    for padding in 0..<8 {
      let text = #"{"x":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#
      let bytes =
        header(text + String(repeating: " ", count: padding)) + withUnsafeBytes(of: 0.1) { Array($0) }
      for mapped in [false, true] {
        #expect(try file(bytes, mapped: mapped).tensor("x", as: Double.self).scalars == [0.1])
      }
    }
  }

  private func header(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: UInt64(text.utf8.count))
    return bytes + text.utf8
  }

  @Test func hostileHeaders() throws {
    func reason(_ text: String, data: Int = 0) -> FileError.Reason? {
      let bytes = header(text) + [UInt8](repeating: 0, count: data)
      return fileError { _ = try file(bytes) }?.reason
    }
    func entry(
      _ begin: Int, _ end: Int, name: String = "x", type: String = "U8", shape: String? = nil
    ) -> String {
      let shape = shape ?? "[\(end - begin)]"
      return #""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":[\#(begin),\#(end)]}"#
    }
    #expect(reason("{}") == nil)
    #expect(reason("{\(entry(0, 4))}", data: 4) == nil)
    #expect(reason("{\(entry(4, 8)), \(entry(0, 4, name: "y"))\n}  ", data: 8) == nil)
    #expect(reason("{\(entry(0, 1, name: #"\ud83d\ude00\u00e9\/"#))}", data: 1) == nil)
    // What the header says of itself
    #expect(fileError { _ = try file([0, 0, 0]) }?.reason == .truncated)
    #expect(fileError { _ = try file([UInt8](repeating: 0xFF, count: 16)) }?.reason == .tooLarge)
    #expect(fileError { _ = try file([9, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D]) }?.reason == .truncated)
    #expect(fileError { _ = try file([0, 0, 0, 0, 0, 0, 0, 0]) }?.reason == .malformed)
    #expect(reason(" {}") == .malformed)
    #expect(reason("{} {}") == .malformed)
    #expect(reason("{\"x\":") == .malformed)
    #expect(reason("{\(entry(0, 4)),}", data: 4) == .malformed)
    // Offsets
    #expect(reason("{\(entry(0, 4))}", data: 3) == .truncated)
    #expect(reason("{\(entry(0, 4))}", data: 5) == .malformed)
    #expect(reason("{\(entry(1, 5))}", data: 5) == .malformed)
    #expect(reason("{\(entry(0, 4)),\(entry(3, 7, name: "y"))}", data: 7) == .malformed)
    #expect(reason("{\(entry(0, 4)),\(entry(5, 9, name: "y"))}", data: 9) == .malformed)
    #expect(reason("{\(entry(0, 4)),\(entry(0, 4, name: "y"))}", data: 4) == .malformed)
    #expect(reason("{\(entry(4, 0, shape: "[4]"))}", data: 4) == .malformed)
    #expect(reason("{\(entry(0, 4, shape: "[5]"))}", data: 4) == .malformed)
    #expect(reason(#"{"x":{"dtype":"U8","shape":[1],"data_offsets":[0]}}"#, data: 1) == .malformed)
    #expect(reason(#"{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}}"#, data: 1) == .unsupported)
    #expect(reason(#"{"x":{"dtype":"U8","shape":[1],"data_offsets":[-1,0]}}"#, data: 1) == .malformed)
    #expect(reason(#"{"x":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}}"#, data: 1) == .malformed)
    // Shapes and types
    #expect(reason("{\(entry(0, 0, shape: "[4611686018427387904,8]"))}") == .tooLarge)
    #expect(reason("{\(entry(0, 0, shape: "[4611686018427387904,8,0]"))}") == .tooLarge)
    #expect(reason("{\(entry(0, 0, shape: "[99999999999999999999]"))}") == .tooLarge)
    #expect(reason("{\(entry(0, 1, shape: "[1,1,1,1,1,1,1,1,1]"))}", data: 1) == .unsupported)
    #expect(reason("{\(entry(0, 4, type: "F31"))}", data: 4) == .unsupported)
    #expect(reason("{\(entry(0, 1, type: "F4", shape: "[2]"))}", data: 1) == nil)
    #expect(reason("{\(entry(0, 1, type: "F4", shape: "[3]"))}", data: 1) == .malformed)
    // Names and JSON
    #expect(reason("{\(entry(0, 4)),\(entry(4, 8))}", data: 8) == .malformed)
    #expect(reason(#"{"x":{"dtype":"U8","dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#) == .malformed)
    #expect(reason(#"{"x":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"z":0}}"#) == .malformed)
    #expect(reason(#"{"x":{"dtype":"U8","shape":[0]}}"#) == .malformed)
    #expect(reason(#"{"__metadata__":{"a":"b","a":"c"}}"#) == .malformed)
    #expect(reason(#"{"__metadata__":{"a":1}}"#) == .malformed)
    #expect(reason(#"{"__metadata__":{},"__metadata__":{}}"#) == .malformed)
    for escape in [#"\ud83d"#, #"\ud83d\u0041"#, #"\ude00"#, #"\x"#, #"\u12g4"#, "\u{1}", #"\"#] {
      #expect(reason("{\(entry(0, 4, name: escape))}", data: 4) == .malformed, "\(escape)")
    }
    let invalid = header("{\(entry(0, 0, name: "?"))}").map { $0 == UInt8(ascii: "?") ? 0xFF : $0 }
    #expect(fileError { _ = try file(invalid) }?.reason == .malformed)
    #expect(fileError { _ = try file(invalid) }?.offset == 10)
  }
}
