import KernelTemplates
import KernelsPortable
import Testing

@testable import Tapestry

#if arch(x86_64)
  import KernelsAVX2
  import KernelsAVX512
#endif

/// Every number of 16 bits, on every instruction set.
@Suite struct WideningKernelTests {
  private static var kernels: [any ConversionKernels.Type] {
    #if arch(x86_64)
      let all: [any ConversionKernels.Type] = [
        PortableConversion.self, AVX2Conversion.self, AVX512Conversion.self,
      ]
      return Array(all.prefix(KernelSets.count))
    #else
      return [PortableConversion.self]
    #endif
  }

  private static let all = (0...UInt16.max).map { $0 }

  private static func check(_ format: HalfFormat, _ reference: (UInt16) -> Float) {
    for kernels in kernels {
      var out = [Float](repeating: 0, count: all.count)
      kernels.widen(all, format, &out, count: all.count)
      let wrong = all.first {
        let expected = reference($0)
        return expected.isNaN
          ? !out[Int($0)].isNaN : out[Int($0)].bitPattern != expected.bitPattern
      }
      #expect(wrong == nil, "\(kernels)")
    }
  }

  #if !(os(macOS) && arch(x86_64))
    @Test func float16() { Self.check(.float16) { Float(Float16(bitPattern: $0)) } }
  #endif

  @Test func bfloat16() { Self.check(.bfloat16) { Float(bitPattern: UInt32($0) << 16) } }
}
