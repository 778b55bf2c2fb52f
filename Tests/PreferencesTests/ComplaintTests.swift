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

  @Test("Nothing that a file says moves the cursor or ends the line")
  func oneLine() {
    let complaint = Complaint("a\nb\u{1B}[2J\u{2028}\u{202E}c", file: "\u{7}é.toml")
    #expect("\(complaint)" == "?é.toml: a?b?[2J??c")
    let (_, said) = Configuration.reading(Array("[keys]\nquit = \"\\u001b]0;x\"\n".utf8), file: "c")
    #expect(said.first?.description.hasPrefix("c, line 2, column 1: no key is called \"?]0;x\"") == true)
  }
}
