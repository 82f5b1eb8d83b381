import Foundation
import KernelTemplates
import KernelsPortable
import Synchronization

#if arch(x86_64)
  import KernelsAVX2
  import KernelsAVX512
#endif

/// A set of vector instructions that the kernels are compiled for, from the narrowest to the widest.
///
/// Every kernel exists once for each set. Which one runs is chosen when the first kernel does: the widest that
/// the processor and the operating system ``supported``, or the one named by the environment variable
/// `TAPESTRY_ISA` (`portable`, `avx2` or `avx512`). Results agree between sets to within rounding,
/// not bit for bit, as vectors of another width add in another order.
public enum InstructionSet: String, CaseIterable, Comparable, Sendable {
  /// What every processor of the architecture has: SSE2 on x86-64, NEON on arm64.
  case portable
  /// x86-64-v3: 256-bit vectors with fused multiply-add.
  case avx2
  /// x86-64-v4: 512-bit vectors.
  case avx512

  /// The widest set that this processor and operating system support.
  public static let supported = allCases.last { $0.features.isSubset(of: Processor.features) } ?? .portable

  /// The set whose kernels run, in the whole process.
  ///
  /// Work that is under way keeps the set it began with. Reading and writing are safe from any thread.
  ///
  /// - Precondition: A new value is at most ``supported``.
  public static var current: InstructionSet {
    get {
      switch selection.load(ordering: .relaxed) {
      case 0: chooseFirst()
      case 1: .portable
      case 2: .avx2
      default: .avx512
      }
    }
    set {
      guard newValue <= supported else {
        fatalError(
          "InstructionSet.current: expected at most \(supported.rawValue) on this machine, got \(newValue.rawValue)"
        )
      }
      selection.store(newValue.index + 1, ordering: .relaxed)
    }
  }

  /// Whether `a` has narrower vectors than `b`.
  public static func < (a: InstructionSet, b: InstructionSet) -> Bool { a.index < b.index }

  /// The kernels on `Float` of the ``current`` set.
  package static var floatKernels: any FloatingPointKernels<Float>.Type { current.floatKernels }

  /// The kernels on `Double` of the ``current`` set.
  package static var doubleKernels: any FloatingPointKernels<Double>.Type { current.doubleKernels }

  /// The kernels on `Float` of this set, which the machine must support to run them.
  package var floatKernels: any FloatingPointKernels<Float>.Type {
    #if arch(x86_64)
      switch self {
      case .portable: PortableFloat.self
      case .avx2: AVX2Float.self
      case .avx512: AVX512Float.self
      }
    #else
      PortableFloat.self
    #endif
  }

  /// The kernels on `Double` of this set, which the machine must support to run them.
  package var doubleKernels: any FloatingPointKernels<Double>.Type {
    #if arch(x86_64)
      switch self {
      case .portable: PortableDouble.self
      case .avx2: AVX2Double.self
      case .avx512: AVX512Double.self
      }
    #else
      PortableDouble.self
    #endif
  }

  /// The kernels on `Int32` of the ``current`` set.
  package static var int32Kernels: any IntegerKernels<Int32>.Type {
    #if arch(x86_64)
      switch current {
      case .portable: PortableInt32.self
      case .avx2: AVX2Int32.self
      case .avx512: AVX512Int32.self
      }
    #else
      PortableInt32.self
    #endif
  }

  /// The kernels on `UInt8`, and on truth values as bytes, of the ``current`` set.
  package static var uint8Kernels: any IntegerKernels<UInt8>.Type {
    #if arch(x86_64)
      switch current {
      case .portable: PortableUInt8.self
      case .avx2: AVX2UInt8.self
      case .avx512: AVX512UInt8.self
      }
    #else
      PortableUInt8.self
    #endif
  }

  /// The conversions between element types of the ``current`` set.
  package static var conversionKernels: any ConversionKernels.Type {
    #if arch(x86_64)
      switch current {
      case .portable: PortableConversion.self
      case .avx2: AVX2Conversion.self
      case .avx512: AVX512Conversion.self
      }
    #else
      PortableConversion.self
    #endif
  }

  /// One more than the index of the set in force; 0 until one is chosen.
  private static let selection = Atomic<UInt8>(0)

  private var index: UInt8 {
    switch self {
    case .portable: 0
    case .avx2: 1
    case .avx512: 2
    }
  }

  /// Chooses by the environment and the processor, unless another thread has chosen meanwhile.
  private static func chooseFirst() -> InstructionSet {
    let first = choice(named: ProcessInfo.processInfo.environment["TAPESTRY_ISA"])
    let (exchanged, index) = selection.compareExchange(
      expected: 0, desired: first.index + 1, ordering: .relaxed)
    return exchanged ? first : allCases[Int(index) - 1]
  }

  private static func choice(named name: String?) -> InstructionSet {
    guard let name, !name.isEmpty else { return supported }
    guard let set = InstructionSet(rawValue: name), set <= supported else {
      let usable = allCases.filter { $0 <= supported }.map(\.rawValue).joined(separator: ", ")
      fatalError("TAPESTRY_ISA=\(name): expected one of the sets that this machine supports: \(usable)")
    }
    return set
  }
}

// MARK: - What the processor reports

extension InstructionSet {
  /// The features that code of this set may use, by their names in Linux' /proc/cpuinfo (where `abm` is LZCNT).
  private var features: Set<Substring> {
    switch self {
    case .portable: []
    case .avx2: ["avx", "avx2", "fma", "bmi1", "bmi2", "f16c", "movbe", "abm"]
    case .avx512:
      InstructionSet.avx2.features.union(["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"])
    }
  }
}
