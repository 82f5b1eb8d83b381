import KernelTemplates
import Tapestry

/// What this machine can do at most with the instruction set in force, measured when first asked for.
final class Limits {
  /// What a limit is called, and what is measured for it.
  enum Kind: Hashable {
    case multiplyAdds(double: Bool)
    case copy
    case read

    var name: String {
      switch self {
      case .multiplyAdds(let double):
        let set =
          switch InstructionSet.current {
          case .portable: "portable"
          case .avx2: "avx2_ymm"
          case .avx512: "avx512_zmm"
          }
        return "peak_fma_\(set)\(double ? "_f64" : "")"
      case .copy: return "mem_copy_1GiB"
      case .read: return "mem_read_1GiB"
      }
    }
  }

  private let options: Options
  private var measured: [Kind: Measurement] = [:]

  init(_ options: Options) { self.options = options }

  /// The limit's figures.
  subscript(kind: Kind) -> Measurement {
    if let known = measured[kind] { return known }
    let measurement: Measurement
    switch kind {
    case .multiplyAdds(false): measurement = multiplyAdds(kind, InstructionSet.floatKernels)
    case .multiplyAdds(true): measurement = multiplyAdds(kind, InstructionSet.doubleKernels)
    case .copy, .read: measurement = memory(kind)
    }
    measured[kind] = measurement
    return measurement
  }

  /// The limit that is in the way of `work`, and the least seconds that it can take.
  func bound(_ work: Work) -> (seconds: Double, kind: Kind)? {
    var bounds: [(seconds: Double, kind: Kind)] = []
    if work.operations > 0 {
      let kind = Kind.multiplyAdds(double: work.isDouble)
      bounds.append((work.operations / best(kind), kind))
    }
    if work.bytes > 0 {
      let kind = work.isReading ? Kind.read : .copy
      bounds.append((work.bytes / best(kind), kind))
    }
    return bounds.max { $0.seconds < $1.seconds }
  }

  /// The best run, in operations or bytes a second: a disturbance can only lessen it.
  private func best(_ kind: Kind) -> Double { self[kind].runs.last! * 1e9 }

  private func multiplyAdds<Scalar: BinaryFloatingPoint>(
    _ kind: Kind, _ kernels: any FloatingPointKernels<Scalar>.Type
  ) -> Measurement {
    let rounds = 200_000
    let pieces = 8 * options.threads
    let work = Work(operations: Double(kernels.operationsPerRound * rounds * pieces))
    let seconds = time(budget: options.isQuick ? 0.3 : 1) {
      Parallel.forEach(pieces) { _ in consume(kernels.multiplyAdds(rounds: rounds, 0.5, 1)) }
    }
    return Measurement(kind.name, work, threads: options.threads, unit: .gigaflops, seconds: seconds)
  }

  private func memory(_ kind: Kind) -> Measurement {
    let gibibyte = Double(1 << 30)
    let work = Work(bytes: kind == .copy ? 2 * gibibyte : gibibyte, isReading: kind == .read)
    let ways = time(budget: options.isQuick ? 0.5 : 1.5, PlainMemory(for: work).movements)
    return ways.map {
      Measurement(kind.name, work, threads: options.threads, unit: .gigabytes, seconds: $0)
    }.max { $0.median < $1.median }!
  }
}
