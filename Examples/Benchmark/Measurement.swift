/// What a figure is given in.
enum Unit: String {
  case gigaflops = "GFLOP/s"
  case gigabytes = "GB/s"
  case nanoseconds = "ns"
  case milliseconds = "ms"
  case images = "images/s"
  case seconds = "s"
  case mebibytes = "MiB"
  case count = "count"
}

/// What one call of something measured has to do, whoever does it.
struct Work {
  /// Floating-point operations; a multiply-add counts as two.
  var operations = 0.0
  /// Bytes read and written, each once.
  var bytes = 0.0
  /// Of `bytes`, those that are only read.
  var isReading = false
  /// Whether the operations are on `Double`.
  var isDouble = false
  /// The images that it is done for.
  var batch = 0
  /// How many times it is done.
  var count = 1.0
}

/// The figures of one thing measured.
struct Measurement {
  let what: String
  let work: Work
  let threads: Int
  let unit: Unit
  /// The figure of each run, from the least to the greatest.
  let runs: [Double]
  /// The part of the machine's limit that the median reaches, and which limit that is; nil where none is known.
  var share: (value: Double, of: String)?

  var median: Double {
    runs.count % 2 == 1 ? runs[runs.count / 2] : (runs[runs.count / 2 - 1] + runs[runs.count / 2]) / 2
  }

  /// `seconds` are those of single calls; where something else is counted, its figures.
  init(_ what: String, _ work: Work, threads: Int, unit: Unit, seconds: [Double]) {
    self.what = what
    self.work = work
    self.threads = threads
    self.unit = unit
    runs = seconds.map { seconds in
      switch unit {
      case .gigaflops: work.operations / seconds / 1e9
      case .gigabytes: work.bytes / seconds / 1e9
      case .nanoseconds: seconds / work.count * 1e9
      case .milliseconds: seconds * 1e3
      case .images: Double(work.batch) / seconds
      case .seconds, .mebibytes, .count: seconds
      }
    }.sorted()
  }
}

/// The seconds of a call of `body` in each of several runs, within about `budget` seconds. Short calls are repeated
/// within a run.
func time(budget: Double, _ body: () -> Void) -> [Double] {
  withoutActuallyEscaping(body) { time(budget: budget, [$0])[0] }
}

/// The same of several bodies that are run in turn, so that whatever else goes on in the machine meets all of them.
func time(budget: Double, _ bodies: [() -> Void]) -> [[Double]] {
  let clock = ContinuousClock()
  func seconds(of calls: Int, _ body: () -> Void) -> Double {
    let elapsed = clock.measure { for _ in 0..<calls { body() } }
    return elapsed / .seconds(1)
  }
  let calls = bodies.map { body in
    body()
    var calls = 1
    while seconds(of: calls, body) < 2e-3 { calls *= 2 }
    return calls
  }
  var runs = bodies.map { _ in [Double]() }
  let start = clock.now
  while runs[0].count < 2000, runs[0].count < 5 || clock.now - start < .seconds(budget) {
    for (i, body) in bodies.enumerated() { runs[i].append(seconds(of: calls[i], body) / Double(calls[i])) }
  }
  return runs
}

/// Takes a value so that the compiler cannot leave away what makes it.
@inline(never) func consume<Value>(_ value: borrowing Value) {}
