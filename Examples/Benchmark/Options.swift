import Tapestry

/// The command line.
struct Options {
  static let usage = """
    usage: benchmark [--filter TEXT] [--threads N] [--quick] [--json] [--profile]

      --filter TEXT   only what has TEXT in its name
      --threads N     at most N threads (default: one a processor)
      --quick         less time for each figure
      --data FOLDER   images to decode and photographs to load: a folder for each class
      --json          a line of JSON a figure, instead of tables
      --profile       where the time of a training step goes, instead of figures
      --batch N       the images of that step (default: 128)
      --help          this text
    """

  var filter = ""
  var threads = Threads.count
  /// A folder of photographs, in a folder for each class.
  var data: String?
  var isQuick = false
  var isJSON = false
  var wantsProfile = false
  var batch = 128
  /// What to do as a process that this program has started itself.
  var child: Child?
  var wantsHelp = false

  /// A command line that is not understood, and why.
  struct Misuse: Error { let message: String }

  init(_ arguments: some Sequence<String>) throws(Misuse) {
    var rest = arguments.makeIterator()
    func value(of option: String, _ next: String?) throws(Misuse) -> String {
      guard let next else { throw Misuse(message: "\(option) needs a value") }
      return next
    }
    func number(of option: String, _ next: String?) throws(Misuse) -> Int {
      let text = try value(of: option, next)
      guard let number = Int(text), number >= 1 else {
        throw Misuse(message: "\(option) \(text): expected a number, at least 1")
      }
      return number
    }
    while let argument = rest.next() {
      switch argument {
      case "--filter": filter = try value(of: argument, rest.next())
      case "--threads":
        threads = try number(of: argument, rest.next())
      case "--batch": batch = try number(of: argument, rest.next())
      case "--profile": wantsProfile = true
      case "--child":
        let text = try value(of: argument, rest.next())
        guard let child = Child(text) else { throw Misuse(message: "\(argument) \(text): no such child") }
        self.child = child
      case "--data": data = try value(of: argument, rest.next())
      case "--quick": isQuick = true
      case "--json": isJSON = true
      case "--help", "-h": wantsHelp = true
      default: throw Misuse(message: "\(argument): no such option")
      }
    }
  }
}
