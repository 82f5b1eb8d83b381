import KernelTemplates
import KernelsPortable

#if arch(x86_64)
  import KernelsAVX2
  import KernelsAVX512
#endif

// Images belong to another module, which may not import the kernels: it reaches them here.

extension InstructionSet {
  /// The kernels on images of the ``current`` set.
  package static var imageKernels: any ImageKernels.Type { current.imageKernels }

  /// The kernels on images of this set, which the machine must support to run them.
  package var imageKernels: any ImageKernels.Type {
    #if arch(x86_64)
      switch self {
      case .portable: PortableImage.self
      case .avx2: AVX2Image.self
      case .avx512: AVX512Image.self
      }
    #else
      PortableImage.self
    #endif
  }
}

package typealias JPEGBits = KernelTemplates.JPEGBits
package typealias JPEGBitSink = KernelTemplates.JPEGBitSink
package typealias JPEGPendingBits = KernelTemplates.JPEGPendingBits
package typealias JPEGDecodingTable = KernelTemplates.JPEGDecodingTable
package typealias JPEGScanComponent = KernelTemplates.JPEGScanComponent
package typealias ResamplingWeights = KernelTemplates.ResamplingWeights
