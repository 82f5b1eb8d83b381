// How fast Tapestry is on this machine, and which part of what the machine can do that is.
//
//     swift run -c release benchmark [--filter TEXT] [--threads N] [--quick] [--json]

import Foundation
import Tapestry

let groups: [any BenchmarkGroup.Type] = [
  MachineGroup.self,
  MatrixProductGroup.self,
  ConvolutionGroup.self,
  LayerGroup.self,
  UpdateGroup.self,
  ElementwiseGroup.self,
  OverheadGroup.self,
]

do throws(Options.Misuse) {
  let options = try Options(CommandLine.arguments.dropFirst())
  if options.wantsHelp {
    print(Options.usage)
    exit(0)
  }
  Threads.count = options.threads
  let runner = Runner(options: options, limits: Limits(options), report: Report(options))
  for group in groups {
    runner.report.begin(group.title)
    group.run(runner)
  }
} catch {
  FileHandle.standardError.write(Data("benchmark: \(error.message)\n\(Options.usage)\n".utf8))
  exit(2)
}
