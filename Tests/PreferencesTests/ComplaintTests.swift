import Preferences
import Testing

@Suite("Complaints")
struct ComplaintTests {
  @Test("A complaint says file, line and column as far as they are known")
  func text() {
    #expect("\(Complaint("all is wrong", file: "a.toml"))" == "a.toml: all is wrong")
    #expect("\(Complaint("x", file: "a.toml", line: 3))" == "a.toml, line 3: x")
    #expect("\(Complaint("x", file: "a.toml", line: 3, column: 9))" == "a.toml, line 3, column 9: x")
  }
}
