import Testing
@testable import Tapestry
@Test func a() {}
