import Tapestry

/// Figures that belong together. Each group is a file of its own; `groups` in main.swift names them.
protocol BenchmarkGroup {
  static var title: String { get }
  static func run(_ runner: Runner)
}

/// Measures what is wanted, and reports it.
struct Runner {
  let options: Options
  let limits: Limits
  let report: Report

  /// Whether a figure of this name is asked for.
  func wants(_ what: String) -> Bool {
    options.filter.isEmpty || what.lowercased().contains(options.filter.lowercased())
  }

  /// Measures the closure that `prepare` returns, unless the name is filtered out: then nothing is prepared either.
  ///
  /// What does nothing but move much memory is timed in turn with plain movements of the same traffic, and compared with
  /// the fastest of these: what is left of memory's speed by other programs changes from one second to the next.
  func measure(_ what: String, _ work: Work, in unit: Unit, prepare: () -> () -> Void) {
    guard wants(what) else { return }
    let body = prepare()
    let budget = options.isQuick ? 0.25 : 1.5
    if work.operations == 0, work.bytes >= Double(1 << 25) {
      let memory = PlainMemory(for: work)
      // By itself for its time, as what runs in between would leave nothing of its operands in a cache.
      var measurement = Measurement(
        what, work, threads: options.threads, unit: unit, seconds: time(budget: budget, body))
      let turns = time(budget: 2 * budget, [body] + memory.movements)
      let plain = turns[1...].map(median).min()! * work.bytes / memory.byteCount
      measurement.share = (plain / median(turns[0]), work.isReading ? "a plain reading" : "a plain copy")
      return report.add(measurement)
    }
    let seconds = time(budget: budget, body)
    var measurement = Measurement(what, work, threads: options.threads, unit: unit, seconds: seconds)
    if let bound = limits.bound(work) {
      measurement.share = (bound.seconds / median(seconds), bound.kind.name)
    }
    report.add(measurement)
  }

  private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
