import ExampleSupport
import Foundation
import Tapestry

/// One of the things that the program does: `alexnet NAME …`.
protocol Command {
  static var name: String { get }
  /// What stands after the name in the first line of the help.
  static var operands: String { get }
  /// What it does, in one line, for the list of commands.
  static var summary: String { get }
  /// What else the help says; empty where the summary says it all.
  static var details: String { get }
  static var options: [Option] { get }

  /// Does it.
  static func run(_ arguments: Arguments) throws
}

extension Command {
  static var details: String { "" }

  /// What `--help` prints.
  static var help: String {
    let rows = (options + [Option("--help", nil, "this text")]).map { option in
      (option.name + (option.value.map { " " + $0 } ?? ""), option.help)
    }
    return ["usage: alexnet \(name) \(operands)", summary, details, table(rows)]
      .filter { !$0.isEmpty }.joined(separator: "\n\n")
  }
}

/// The program: finds the command, runs it, and says what went wrong.
enum Program {
  static var commands: [any Command.Type] {
    [
      TrainCommand.self, EvaluateCommand.self, PredictCommand.self, FeaturesCommand.self,
      NeighboursCommand.self,
      PrepareCommand.self, InspectCommand.self, ExportCommand.self, ReportCommand.self,
    ]
  }

  /// The program's exit status: 0 where all went well, 1 after a failure, 2 for a command line that is not understood,
  /// 130 where it was interrupted.
  static func run(_ words: [String]) -> Int32 {
    guard let name = words.first, name != "--help", name != "-h", name != "help" else {
      print(help)
      return words.isEmpty ? 2 : 0
    }
    guard let command = commands.first(where: { $0.name == name }) else {
      complain("\(name): there is no such command; alexnet --help lists them")
      return 2
    }
    let rest = words.dropFirst()
    if rest.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
      print(command.help)
      return 0
    }
    do {
      try command.run(Arguments(rest, options: command.options))
      return 0
    } catch let misuse as Misuse {
      complain("\(name): \(misuse.message)\nalexnet \(name) --help says what there is.")
      return 2
    } catch is Interrupted {
      return 130
    } catch {
      complain("\(name): \(error)")
      return 1
    }
  }

  private static var help: String {
    """
    usage: alexnet COMMAND …

    Trains and uses the network of Krizhevsky, Sutskever and Hinton (NIPS 2012) on the processor.

    \(table(commands.map { ($0.name, $0.summary) }))

    alexnet COMMAND --help says more. `alexnet train` needs nothing else.
    """
  }

  private static func complain(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data("alexnet: \(text)\n".utf8))
  }
}

/// Rows of two columns, the second one aligned.
private func table(_ rows: [(String, String)]) -> String {
  let width = rows.map(\.0.count).max() ?? 0
  return rows.map { "  " + $0.padded(to: width) + "  " + $1 }.joined(separator: "\n")
}
