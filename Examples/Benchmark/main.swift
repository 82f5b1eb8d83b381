// How fast Tapestry is on this machine, and which part of what the machine can do that is.
//
//     swift run -c release benchmark [--filter TEXT] [--threads N] [--quick] [--json] [--data FOLDER] [--profile]

import Foundation
import Tapestry

let groups: [any BenchmarkGroup.Type] = [
  MachineGroup.self,
  MatrixProductGroup.self,
  ConvolutionGroup.self,
  NetworkGroup.self,
  LayerGroup.self,
  UpdateGroup.self,
  ElementwiseGroup.self,
  MovementGroup.self,
  ReductionGroup.self,
  ImageGroup.self,
  OverheadGroup.self,
  LoaderGroup.self,
]

do {
  let options = try Options(CommandLine.arguments.dropFirst())
  if options.wantsHelp {
    print(Options.usage)
    exit(0)
  }
  Threads.count = options.threads
  if let child = options.child {
    try child()
    exit(0)
  }
  if options.wantsProfile {
    StepProfile(batch: options.batch, limits: Limits(options)).printTable()
    exit(0)
  }
  let runner = Runner(options: options, limits: Limits(options), report: Report(options))
  for group in groups {
    runner.report.begin(group.title)
    group.run(runner)
  }
} catch let misuse as Options.Misuse {
  FileHandle.standardError.write(Data("benchmark: \(misuse.message)\n\(Options.usage)\n".utf8))
  exit(2)
} catch {
  FileHandle.standardError.write(Data("benchmark: \(error)\n".utf8))
  exit(1)
}
