import KernelTemplates
import KernelsPortable

@testable import Tapestry

#if arch(x86_64)
  import KernelsAVX2
  import KernelsAVX512
#endif

/// The kernels of every instruction set that this machine supports.
enum KernelSets {
  static var float: [any FloatingPointKernels<Float>.Type] {
    #if arch(x86_64)
      let all: [any FloatingPointKernels<Float>.Type] = [
        PortableFloat.self, AVX2Float.self, AVX512Float.self,
      ]
      return Array(all.prefix(count))
    #else
      return [PortableFloat.self]
    #endif
  }

  static var double: [any FloatingPointKernels<Double>.Type] {
    #if arch(x86_64)
      let all: [any FloatingPointKernels<Double>.Type] = [
        PortableDouble.self, AVX2Double.self, AVX512Double.self,
      ]
      return Array(all.prefix(count))
    #else
      return [PortableDouble.self]
    #endif
  }

  static var count: Int { InstructionSet.allCases.filter { $0 <= InstructionSet.supported }.count }
}
