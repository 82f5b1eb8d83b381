import ExampleSupport
import Foundation
import Testing

@testable import AlexNetTrainer

@Suite struct ArgumentsTests {
  private let options = [
    Option("--count", "N", "how many"), Option("--json", nil, "JSON"), Option("--out", "FILE", "where"),
  ]

  @Test func optionsAndOperandsMix() throws {
    let arguments = try Arguments(
      ["a", "--count", "3", "b", "--json", "--out=x=y", "--", "--json"], options: options)
    #expect(arguments.operands == ["a", "b", "--json"])
    #expect(try arguments.integer("--count", in: 1...5) == 3)
    #expect(arguments.has("--json"))
    #expect(arguments.text("--out") == "x=y")
  }

  @Test func aDashAloneIsAnOperand() throws {
    #expect(try Arguments(["-"], options: options).operands == ["-"])
  }

  @Test(arguments: [
    (["--cuont", "3"], "--cuont: there is no such option"), (["--count"], "--count needs a value: N"),
    (["--json=1"], "--json takes no value, found 1"), (["--json", "--json"], "--json is given twice"),
  ])
  func whatIsNotUnderstoodIsNamed(words: [String], message: String) {
    #expect(throws: Misuse(message)) { try Arguments(words, options: options) }
  }

  @Test func valuesOutOfRangeSayWhatWasExpected() throws {
    let arguments = try Arguments(["--count", "9"], options: options)
    #expect(throws: Misuse("--count 9: expected a whole number from 1 to 5")) {
      try arguments.integer("--count", in: 1...5)
    }
    #expect(throws: Misuse("--rate x: expected a number from 0.0 to 1.0")) {
      try Value.number("x", of: "--rate", in: 0...1.0)
    }
    #expect(throws: Misuse("--rate nan: expected a number from 0.0 to 1.0")) {
      try Value.number("nan", of: "--rate", in: 0...1.0)
    }
    #expect(throws: Misuse("--lrn 3: expected on or off")) { try Value.truth("3", of: "--lrn") }
  }
}

@Suite struct RecipeTests {
  @Test func everyOptionChangesItsPart() throws {
    let defaults = Recipe()
    for option in Recipe.options {
      var recipe = defaults
      let text =
        switch option.option.value {
        case "N": "29"
        case "X": "0.125"
        case "on|off": recipe.normalization && recipe.crops && recipe.flips ? "off" : "on"
        case let choices?:
          choices.contains("|") ? String(choices.split(separator: "|").last ?? "") : "/folder"
        case nil: ""
        }
      // The divisor of a plateau is at least 1.
      try option.apply(&recipe, option.option.name == "--plateau-divisor" ? "2.5" : text)
      #expect(recipe != defaults, "\(option.option.name)")
      #expect(option.problem(recipe) == nil, "\(option.option.name)")
    }
  }

  @Test func theDecaySuitsTheOptimizer() throws {
    #expect(Recipe().optimizer == .adamw && Recipe().decay == 0.2)
    let option = try #require(Recipe.options.first { $0.option.name == "--optimizer" })
    for (preset, name, decay) in [
      (Recipe.Preset.small, "sgd", 5e-4), (.small, "adamw", 0.2), (.paper, "adamw", 0.2),
      (.paper, "nesterov", 5e-4),
    ] {
      var recipe = Recipe(preset)
      try option.apply(&recipe, name)
      #expect(recipe.optimizer.rawValue == name && recipe.decay == decay)
      let folder = try TemporaryFolder()
      let text = #"{"preset": "\#(preset.rawValue)", "optimizer": "\#(name)"}"#
      #expect(try self.recipe(text, in: folder) == recipe)
    }
  }

  @Test func theOptionsCoverTheRecipe() throws {
    let parts = try #require(
      JSONSerialization.jsonObject(with: JSONEncoder().encode(Recipe())) as? [String: Any])
    #expect(Recipe.options.count == parts.count)
  }

  @Test func aFileMaySayOnlyAPart() throws {
    let folder = try TemporaryFolder()
    #expect(try recipe(#"{"preset": "paper", "epochs": 3}"#, in: folder).batch == Recipe(.paper).batch)
    #expect(try recipe(#"{"preset": "paper", "epochs": 3}"#, in: folder).epochs == 3)
    let whole = Recipe(.caffe)
    #expect(try recipe(whole.json, in: folder) == whole)
  }

  @Test(arguments: [
    (#"{"epohcs": 3}"#, "epohcs is no part of a recipe"), (#"{"epochs": "many"}"#, "epochs: expected Int"),
    (#"{"epochs": -1}"#, "epochs is -1: expected a whole number"),
    (#"{"preset": "huge"}"#, "preset huge: expected small, paper"),
    (#"{"optimizer": "newton"}"#, "optimizer"), ("[1, 2]", "expected a JSON object"),
    ("{", "expected a JSON object"),
    (#"{"dropout": 1.5}"#, "dropout is 1.5: expected a number from 0.0 to 0.95"),
  ])
  func whatIsWrongInAFileIsNamed(text: String, message: String) throws {
    let folder = try TemporaryFolder()
    let misuse = try #require(throws: Misuse.self) { try recipe(text, in: folder) }
    #expect(misuse.message.hasPrefix(folder.path + "/recipe.json"))
    #expect(misuse.message.contains(message))
  }

  private func recipe(_ text: String, in folder: TemporaryFolder) throws -> Recipe {
    let path = folder.path + "/recipe.json"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return try Recipe(file: path)
  }
}
