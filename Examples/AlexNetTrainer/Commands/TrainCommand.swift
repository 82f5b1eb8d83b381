import AlexNet
import ExampleSupport
import Foundation
import Tapestry

enum TrainCommand: Command {
  static let name = "train"
  static let operands = "[options]"
  static let summary = "Trains a network, and leaves a folder with its weights, curves and pictures."
  static let details = """
    With no options, a small network learns the Fashion-MNIST images that come with the library. With --data it learns yours:
    a folder with a folder for each class, or with train/ and val/ that have such folders, ImageNet's own layout, IDX files
    as MNIST has them, or CIFAR-10's binary files. --preset paper is the paper's network with its recipe.

    Ctrl-C finishes the step and saves; a second one ends the program at once.
    """
  static var options: [Option] {
    Recipe.options.map(\.option) + [
      Option("--recipe", "FILE", "begin with the recipe of a JSON file, as runs have it"),
      Option("--resume", "RUN", "go on with a run where it stopped"),
      Option("--out", "FOLDER", "where the run's folder is to be (runs/small-1 or the like)"),
    ] + runOptions
  }

  /// What does not change the weights that come out.
  private static let runOptions = [
    Option("--threads", "N", "the most threads that compute (one a processor)"),
    Option("--workers", "N", "the threads that decode images (as many)"),
    Option("--save-every", "STEPS", "steps between checkpoints (50)"),
  ]

  static func run(_ arguments: Arguments) throws {
    try arguments.refuseOperands()
    if let threads = try arguments.integer("--threads", in: 1...1024) { Threads.count = threads }
    let workers = try arguments.integer("--workers", in: 1...1024)
    let saveEvery = try arguments.integer("--save-every", in: 1...Int.max) ?? 50
    let (folder, recipe, source, isResumed): (RunFolder, Recipe, DataSource, Bool)
    if let path = arguments.text("--resume") {
      for option in options where arguments.has(option.name) {
        guard option.name == "--resume" || runOptions.contains(where: { $0.name == option.name }) else {
          throw Misuse("\(option.name) does not go with --resume: a run keeps its recipe")
        }
      }
      (folder, isResumed) = (try RunFolder(existing: path), true)
      folder.removeUnfinished()
      recipe = try Recipe(file: folder.recipe)
      source = try DataSource(recipe.data)
    } else {
      let wanted = try self.recipe(arguments)
      source = try DataSource(wanted.data)
      recipe = try wanted.resolved(for: source)
      _ = try recipe.checkedConfiguration(channels: source.channels)
      (folder, isResumed) = (try RunFolder(new: arguments.text("--out"), preset: recipe.preset), false)
    }
    let preparation = try Preparation(recipe, source, in: folder)
    // The recipe is what makes a folder a run, so it comes when all else that a run needs is there.
    if !isResumed { try WholeFile.write(Array(recipe.json.utf8), to: folder.recipe) }
    Interrupt.begin()
    var session = try Session(
      recipe, source, preparation, in: folder, saveEvery: saveEvery, workers: workers,
      fromCheckpoint: isResumed)
    try session.run()
    let best: String
    do {
      best = try Report(TrainedRun(folder)).write()
    } catch is Interrupted {
      Terminal.write("the training is at its end. To make its report:\n  alexnet report \(folder.path)\n")
      throw Interrupted()
    }
    Terminal.write(
      """
      \(best)
      weights: \(folder.weights)
      report:  \(folder.report)

      """)
  }

  /// The recipe that the options ask for.
  private static func recipe(_ arguments: Arguments) throws -> Recipe {
    var recipe: Recipe
    if let path = arguments.text("--recipe") {
      recipe = try Recipe(file: path)
      if arguments.has("--preset") { throw Misuse("--preset does not go with --recipe, which names one") }
    } else {
      recipe = Recipe(try arguments.text("--preset").map { try Value.choice($0, of: "--preset") } ?? .small)
    }
    for option in Recipe.options {
      if let text = arguments.text(option.option.name) { try option.apply(&recipe, text) }
    }
    if !recipe.data.isEmpty { recipe.data = URL(fileURLWithPath: recipe.data).path }
    return recipe
  }
}
