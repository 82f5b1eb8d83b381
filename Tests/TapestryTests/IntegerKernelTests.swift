import KernelTemplates
import KernelsPortable
import Testing

@testable import Tapestry

#if arch(x86_64)
  import KernelsAVX2
  import KernelsAVX512
#endif

/// Integer kernels and conversions of every instruction set.
@Suite struct IntegerKernelTests {
  @Test func int32ArithmeticWrapsAround() {
    let a: [Int32] = [7, -7, .max, .min, 5, 0, .min, 9]
    let b: [Int32] = [2, 2, 1, 1, 0, 3, -1, -4]
    let expected: [IntegerBinaryOperation: [Int32]] = [
      .add: [9, -5, .min, .min + 1, 5, 3, .max, 5], .subtract: [5, -9, .max - 1, .max, 5, -3, .min + 1, 13],
      .multiply: [14, -14, .max, .min, 0, 0, .min, -36], .divide: [3, -3, .max, .min, 0, 0, .min, -2],
      .remainder: [1, -1, 0, 0, 0, 0, 0, 1], .minimum: [2, -7, 1, .min, 0, 0, .min, -4],
      .maximum: [7, 2, .max, 1, 5, 3, -1, 9], .and: [2, 0, 1, 0, 0, 0, .min, 8],
      .or: [7, -5, .max, .min + 1, 5, 3, -1, -3], .exclusiveOr: [5, -5, .max - 1, .min + 1, 5, 3, .max, -11],
    ]
    for kernels in Self.int32 {
      for operation in IntegerBinaryOperation.allCases {
        var out = [Int32](repeating: 99, count: a.count)
        kernels.binary(operation, a, b, &out, layout: .contiguous(a.count))
        #expect(out == expected[operation], "\(operation) by \(kernels)")
      }
      var out = a
      kernels.unary(.negate, a, &out, count: a.count)
      #expect(out == [-7, 7, -.max, .min, -5, 0, .min, -9])
      kernels.unary(.abs, a, &out, count: a.count)
      #expect(out == [7, 7, .max, .min, 5, 0, .min, 9])
      kernels.unary(.sign, a, &out, count: a.count)
      #expect(out == [1, -1, 1, -1, 1, 0, -1, 1])
    }
  }

  @Test func bytesFollowTheLayout() {
    let a = (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    let b = (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 91) }
    for kernels in Self.uint8 {
      for layout in ElementwiseKernelTests.layouts {
        var sum = [UInt8](repeating: 0, count: layout.count)
        kernels.binary(.add, a, b, &sum, layout: layout)
        var truths = [Bool](repeating: false, count: layout.count)
        kernels.compare(.greaterOrEqual, a, b, &truths, layout: layout)
        var isRight = true
        ElementwiseKernelTests.walk(layout) { out, first, second, _ in
          isRight = isRight && sum[out] == a[first] &+ b[second] && truths[out] == (a[first] >= b[second])
        }
        #expect(isRight, "\(kernels), \(layout)")
      }
    }
  }

  @Test func conversionsSaturateTruncateAndTestForZero() {
    let floats: [Float] = [
      0, -0.0, 1.9, -1.9, 255.5, 256, -1, 3e9, -3e9, .infinity, -.infinity, .nan, .leastNonzeroMagnitude,
    ]
    let ints: [Int32] = [0, 1, -1, 255, 256, .max, .min, 3]
    for kernels in Self.conversion {
      expect(kernels, floats, [0, 0, 1, -1, 255, 256, -1, .max, .min, .max, .min, 0, 0] as [Int32])
      expect(kernels, floats, [0, 0, 1, 0, 255, 255, 0, 255, 0, 255, 0, 0, 0] as [UInt8])
      expect(kernels, floats, floats.map { $0 != 0 })
      expect(kernels, floats.dropLast(2).map(Double.init), floats.dropLast(2))
      expect(kernels, [2_147_483_646.5, -2_147_483_648.5] as [Double], [.max - 1, .min] as [Int32])
      expect(kernels, ints, ints.map(Float.init))
      expect(kernels, ints, ints.map(Double.init))
      expect(kernels, ints, [0, 1, 255, 255, 0, 255, 0, 3] as [UInt8])
      expect(kernels, ints, ints.map { $0 != 0 })
      expect(kernels, [true, false], [1, 0] as [Float])
      expect(kernels, [true, false], [1, 0] as [Int32])
      expect(kernels, [200, 0, 255] as [UInt8], [200, 0, 255] as [Int32])
      expect(kernels, [200, 0, 255] as [UInt8], [true, false, true])
    }
  }

  private func expect<Source: TensorScalar, Target: TensorScalar>(
    _ kernels: any ConversionKernels.Type, _ x: [Source], _ expected: [Target]
  ) {
    var out = expected.reversed() as [Target]
    kernels.convert(
      x, Source.scalarType.elementType, &out, Target.scalarType.elementType, count: x.count)
    #expect(out == expected, "\(Source.self) to \(Target.self) by \(kernels)")
  }

  #if arch(x86_64)
    static let int32 = Array(
      ([PortableInt32.self, AVX2Int32.self, AVX512Int32.self] as [any IntegerKernels<Int32>.Type])
        .prefix(KernelSets.count))
    static let uint8 = Array(
      ([PortableUInt8.self, AVX2UInt8.self, AVX512UInt8.self] as [any IntegerKernels<UInt8>.Type])
        .prefix(KernelSets.count))
    static let conversion = Array(
      ([PortableConversion.self, AVX2Conversion.self, AVX512Conversion.self]
        as [any ConversionKernels.Type]).prefix(KernelSets.count))
  #else
    static let int32: [any IntegerKernels<Int32>.Type] = [PortableInt32.self]
    static let uint8: [any IntegerKernels<UInt8>.Type] = [PortableUInt8.self]
    static let conversion: [any ConversionKernels.Type] = [PortableConversion.self]
  #endif
}
