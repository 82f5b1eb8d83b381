import Foundation
import Testing

@testable import Tapestry

@Suite struct ThreadsTests {
  @Test func aScopeSetsTheCountAndRestoresIt() throws {
    let before = Threads.count
    #expect(Threads.with(3) { Threads.count } == 3)
    #expect(Threads.with(3) { Threads.with(5) { Threads.count } } == 5)
    #expect(throws: CancellationError.self) { try Threads.with(2) { throw CancellationError() } }
    #expect(Threads.count == before)
  }

  @Test func theCountHoldsInTheWholeProcess() async {
    await #expect(processExitsWith: .success) {
      Threads.count = 7
      let elsewhere = await Task.detached { Threads.count }.value
      exit(elsewhere == 7 && Threads.with(2) { Threads.count } == 2 ? 0 : 1)
    }
  }

  @Test func theEnvironmentSetsTheFirstCount() async {
    await #expect(processExitsWith: .success) {
      setenv("TAPESTRY_THREADS", "6", 1)
      exit(Threads.count == 6 ? 0 : 1)
    }
  }

  @Test(arguments: ["0", "-1", "two", "1.5"]) func aBadEnvironmentTrapsWithWords(value: String) async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [value] in
      setenv("TAPESTRY_THREADS", value, 1)
      _ = Threads.count
    }
    let words = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(words.contains("TAPESTRY_THREADS=\(value): expected a number of threads, at least 1"))
  }

  @Test func fewerThanOneTraps() async {
    await #expect(processExitsWith: .failure) { Threads.count = 0 }
    await #expect(processExitsWith: .failure) { Threads.with(-1) {} }
  }
}
