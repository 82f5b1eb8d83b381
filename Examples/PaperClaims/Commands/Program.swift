import ExampleSupport
import Foundation
import Tapestry

/// The program: tries the claims that the command line names, or all, and writes what came out.
enum Program {
  static let options = [
    Option("--quick", nil, "one seed, parts of the images and few epochs: a few minutes in all"),
    Option("--out", "FOLDER", "where results, tables and the page go (claims)"),
    Option("--seeds", "N", "train with so many seeds (3)"),
    Option("--images", "X", "use this share of the images of Fashion-MNIST (1)"),
    Option("--epochs", "X", "train for this share of the epochs (1)"),
    Option("--whole", nil, "use the 60,000 images of Debian's package dataset-fashion-mnist"),
    Option("--threads", "N", "the most threads that compute (one a processor)"),
    Option(
      "--starts", nil, "train nothing: write first weights and the order of images, for other implementations"
    ),
    Option("--help", nil, "this text"),
  ]

  /// The exit status: 0 where all went well, 1 after a failure, 2 for a command line that is not understood, 130 where it was
  /// interrupted.
  static func run(_ words: [String]) -> Int32 {
    do {
      let arguments = try Arguments(words, options: options)
      if arguments.has("--help") {
        print(help)
      } else {
        try run(arguments)
      }
      return 0
    } catch let misuse as Misuse {
      complain("\(misuse.message)\nalexnet-paper --help says what there is.")
      return 2
    } catch is Interrupted {
      return 130
    } catch {
      complain("\(error)")
      return 1
    }
  }

  private static func run(_ arguments: Arguments) throws {
    if let threads = try arguments.integer("--threads", in: 1...1024) { Threads.count = threads }
    let scale = try scale(arguments)
    let claims = try claims(arguments, scale)
    let folder = arguments.text("--out") ?? "claims"
    let store = try ResultStore(in: folder)
    let experiments = claims.flatMap(\.experiments)
    guard !arguments.has("--starts") else { return try Starts(in: folder).write(experiments) }
    Interrupt.begin()
    let results: Results
    do {
      results = try Laboratory(store).run(experiments)
    } catch is Interrupted {
      Terminal.write("\nstopped. The same command goes on: what is finished is kept in \(store.folder)\n")
      throw Interrupted()
    }
    let sections = try claims.map { (claim: $0, findings: try $0.findings(results)) }
    for (claim, findings) in sections { Terminal.write("\n\(claim.title)\n\(findings.verdict)\n") }
    try ClaimsPage(sections: sections, command: command(arguments), scale: scale).write(to: folder)
    Terminal.write("\npage: \(folder)/claims.html\n")
  }

  private static func scale(_ arguments: Arguments) throws(Misuse) -> Scale {
    var scale = arguments.has("--quick") ? Scale.quick : Scale()
    if let seeds = try arguments.integer("--seeds", in: 1...100) { scale.seeds = seeds }
    if let text = arguments.text("--images") {
      scale.images = try Value.number(text, of: "--images", in: 0.001...1)
    }
    if let text = arguments.text("--epochs") {
      scale.epochs = try Value.number(text, of: "--epochs", in: 0.001...10)
    }
    scale.isWhole = arguments.has("--whole")
    return scale
  }

  private static func claims(_ arguments: Arguments, _ scale: Scale) throws(Misuse) -> [any Claim] {
    let all = Claims.all(scale)
    for name in arguments.operands where !all.contains(where: { $0.name == name }) {
      throw Misuse("\(name): there is no such claim; there are \(all.map(\.name).joined(separator: ", "))")
    }
    return arguments.operands.isEmpty ? all : all.filter { arguments.operands.contains($0.name) }
  }

  /// How the page can be made again.
  private static func command(_ arguments: Arguments) -> String {
    var words = ["swift run -c release alexnet-paper"] + arguments.operands
    for option in options where arguments.has(option.name) && !["--out", "--threads"].contains(option.name) {
      words.append(option.name)
      if option.value != nil, let value = arguments.text(option.name) { words.append(value) }
    }
    return words.joined(separator: " ")
  }

  private static var help: String {
    let rows = options.map { ($0.name + ($0.value.map { " " + $0 } ?? ""), $0.help) }
    return """
      usage: alexnet-paper [options] [CLAIM…]

      Tries what Krizhevsky, Sutskever and Hinton claim in their paper (NIPS 2012) on the images that come with the library, and
      writes a page, tables and pictures of what came out. What is finished is kept: the same command goes on where it was stopped.

      claims, all unless named:
      \(table(Claims.all(Scale()).map { ($0.name, $0.title) }))

      options:
      \(table(rows))
      """
  }

  private static func table(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { "  " + $0.padded(to: width) + "  " + $1 }.joined(separator: "\n")
  }

  private static func complain(_ text: String) {
    FileHandle.standardError.write(Data("alexnet-paper: \(text)\n".utf8))
  }
}
