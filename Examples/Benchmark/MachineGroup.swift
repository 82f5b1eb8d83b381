/// The limits themselves.
enum MachineGroup: BenchmarkGroup {
  static let title = "The machine"

  static func run(_ runner: Runner) {
    for kind in [Limits.Kind.multiplyAdds(double: false), .multiplyAdds(double: true), .copy, .read]
    where runner.wants(kind.name) {
      runner.report.add(runner.limits[kind])
    }
  }
}
