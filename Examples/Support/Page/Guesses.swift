/// An image with a network's guesses, the best first, as on the left of the paper's figure 4.
package struct Guesses {
  private let picture: String
  private let truth: String
  private let guesses: [(name: String, probability: Double)]

  /// - Parameter picture: The source of the picture in HTML.
  package init(picture: String, truth: String, guesses: [(name: String, probability: Double)]) {
    (self.picture, self.truth, self.guesses) = (picture, truth, guesses)
  }

  package var html: String {
    let bars = guesses.map { guess in
      let isRight = guess.name == truth
      let width = fixed(guess.probability * 100, 1)
      return """
        <div class="guess\(isRight ? " right" : "")"><i style="width:\(width)%"></i>\
        <span>\(escaped(guess.name))</span><em>\(fixed(guess.probability * 100, 0)) %</em></div>
        """
    }
    let isRight = guesses.first?.name == truth
    return """
      <div class="card sample"><img src="\(picture)" alt=""><div>
      <b class="\(isRight ? "good" : "bad")">\(isRight ? "✓" : "✗") \(escaped(truth))</b>
      \(bars.joined(separator: "\n"))
      </div></div>
      """
  }
}
