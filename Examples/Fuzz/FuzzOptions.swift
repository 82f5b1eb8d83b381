import Foundation

/// Why the program cannot do what was asked.
struct FuzzError: Error {
  let message: String

  init(_ message: String) { self.message = message }
}

/// What is asked on the command line.
struct FuzzOptions {
  var seed: UInt64 = 1
  var first = 0
  var seconds = 60.0
  var corpus = "fuzz-corpus"
  /// Where a worker works; nil for the process that starts workers.
  var workerFolder: String?
  /// Files, and folders of files, that are damaged; those of ``Workplace`` are damaged besides.
  var paths: [String] = []

  private static let usage = """
    usage: fuzz [--seconds N] [--seed N] [--first N] [--corpus FOLDER] [FILES AND FOLDERS]
    """

  init(_ arguments: [String]) throws(FuzzError) {
    var rest = arguments[...]
    func value<Value>(_ name: String, _ convert: (String) -> Value?) throws(FuzzError) -> Value {
      guard let text = rest.popFirst(), let value = convert(text) else {
        throw FuzzError("\(name) needs a value\n\(Self.usage)")
      }
      return value
    }
    while let argument = rest.popFirst() {
      switch argument {
      case "--seed": seed = try value(argument) { UInt64($0) }
      case "--first": first = try value(argument) { Int($0) }
      case "--seconds": seconds = try value(argument) { Double($0) }
      case "--corpus": corpus = try value(argument) { $0 }
      case "--worker": workerFolder = try value(argument) { $0 }
      case _ where argument.hasPrefix("-"): throw FuzzError("there is no option \(argument)\n\(Self.usage)")
      default: paths.append(argument)
      }
    }
  }

  /// The files that are damaged, in the order of their paths.
  func seeds() throws(FuzzError) -> [Seed] {
    var seeds = Mutator.writtenSeeds()
    for path in paths {
      var isFolder: ObjCBool = false
      guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw FuzzError("there is no \(path)")
      }
      var files = [path]
      if isFolder.boolValue {
        files = (FileManager.default.subpaths(atPath: path) ?? []).sorted().map { path + "/" + $0 }
      }
      for file in files {
        guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: file)), !bytes.isEmpty else { continue }
        seeds.append(Seed(kind: FileKind(path: file), bytes: Array(bytes)))
      }
    }
    return seeds
  }
}
