import ExampleSupport

/// An option of `train` that changes one part of the recipe, with the values that are allowed there.
struct RecipeOption {
  let option: Option
  /// Changes the recipe as the option's text says.
  let apply: (inout Recipe, String) throws(Misuse) -> Void
  /// What is wrong with this part of a recipe; nil where nothing is.
  let problem: (Recipe) -> String?
}

extension Recipe {
  /// The options in the order of the help.
  static var options: [RecipeOption] {
    [
      .choice("--preset", \.preset, "the network and its recipe"),
      .text(
        "--data", \.data, "FOLDER", "images in a folder for each class, or train/ and val/ with such folders"),
      .number("--limit", \.limit, 0...Int.max, "use so many training images; 0: all"),
      .number("--classes", \.classes, 0...1_000_000, "the number of classes; 0: as many as the data have"),
      .number(
        "--image-size", \.imageSize, 0...512, "width and height that the network sees; 0: those of the images"
      ),
      .number("--width", \.width, 0.01...8, "multiplies the numbers of filters and neurons"),
      .number("--dropout", \.dropout, 0...0.95, "the share of neurons that are dropped in training"),
      .truth("--lrn", \.normalization, "local response normalisation"),
      .number("--initial-bias", \.initialBias, -10...10, "what biases start from where the paper has 1"),
      .number("--batch", \.batch, 1...65536, "images a step"),
      .number("--epochs", \.epochs, 1...1_000_000, "how often each image is seen"),
      .choice("--optimizer", \.method, "how weights follow gradients"),
      .number("--rate", \.rate, 1e-12...1000, "the learning rate"),
      .number("--momentum", \.momentum, 0...0.9999, "what is left of the velocity after a step"),
      .number("--decay", \.decay, 0...1, "the weight decay"),
      .number("--label-smoothing", \.labelSmoothing, 0...0.9, "the share of a label that all classes get"),
      .number("--clip", \.clip, 0...1e9, "the longest gradient; 0: any"),
      .number("--seed", \.seed, 0...Int.max, "where random draws begin"),
      .choice("--schedule", \.schedule, "how the learning rate changes"),
      .number("--warm-up", \.warmUp, 0...Int.max, "steps in which the rate rises"),
      .number("--plateau-divisor", \.plateauDivisor, 1...1000, "divides the rate on a plateau"),
      .number("--plateau-patience", \.plateauPatience, 0...1000, "checks without a lower error before that"),
      .number("--minimum-rate", \.minimumRate, 0...1000, "where dividing ends"),
      .number("--margin", \.margin, 0...64, "black pixels around small images, for crops"),
      .truth("--crops", \.crops, "random crops"),
      .truth("--flips", \.flips, "random reflections"),
      .number("--color-shift", \.colorShift, 0...10, "deviation along the colours' principal components"),
      .number("--check-every", \.checkEvery, 1...1_000_000, "epochs between checks on the test images"),
      .number(
        "--patience", \.patience, 0...1_000_000, "end after so many checks without a lower error; 0: never"),
    ]
  }
}

extension RecipeOption {
  fileprivate typealias Part<Value> = WritableKeyPath<Recipe, Value>

  fileprivate static func number<Number: OptionNumber>(
    _ name: String, _ part: Part<Number>, _ range: ClosedRange<Number>, _ help: String
  ) -> RecipeOption {
    let option = Option(name, Number.placeholder, "\(help) (\(Recipe()[keyPath: part]))")
    return RecipeOption(option: option) { (recipe, text) throws(Misuse) in
      recipe[keyPath: part] = try Value.number(text, of: name, in: range)
    } problem: { recipe in
      let value = recipe[keyPath: part]
      return range.contains(value) ? nil : "\(key(name)) is \(value): expected \(Value.wanted(in: range))"
    }
  }

  fileprivate static func truth(_ name: String, _ part: Part<Bool>, _ help: String) -> RecipeOption {
    let standard = Recipe()[keyPath: part] ? "on" : "off"
    return RecipeOption(option: Option(name, "on|off", "\(help) (\(standard))")) {
      (recipe, text) throws(Misuse) in
      recipe[keyPath: part] = try Value.truth(text, of: name)
    } problem: { _ in
      nil
    }
  }

  fileprivate static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, _ part: Part<Choice>, _ help: String
  ) -> RecipeOption {
    let names = Choice.allCases.map(\.rawValue).joined(separator: "|")
    let help = "\(help) (\(Recipe()[keyPath: part].rawValue))"
    return RecipeOption(option: Option(name, names, help)) { (recipe, text) throws(Misuse) in
      recipe[keyPath: part] = try Value.choice(text, of: name)
    } problem: { _ in
      nil
    }
  }

  fileprivate static func text(
    _ name: String, _ part: Part<String>, _ value: String, _ help: String
  ) -> RecipeOption {
    RecipeOption(option: Option(name, value, help)) { recipe, text in
      recipe[keyPath: part] = text
    } problem: { _ in
      nil
    }
  }

  /// The option's name in a recipe: `plateauPatience` for `--plateau-patience`.
  private static func key(_ name: String) -> String {
    let words = name.dropFirst(2).split(separator: "-")
    return words.dropFirst().reduce(String(words.first ?? "")) { $0 + $1.capitalized }
  }
}
