import CellGrid
import CursesKit
import TestSupport
import Testing

extension TerminalTests {
  @Suite("Asking the terminal")
  @MainActor
  struct ProbeTests {
    /// Lets the terminal answer as a thread of its own would: it reads the questions and writes these answers
    /// beforehand.
    private func probe(_ open: OpenScreen, answers: String) -> Background? {
      open.terminal.answersQuestions = false
      open.terminal.type(answers)
      defer { open.terminal.pumpAll() }
      return open.screen.probeBackground(timeoutMilliseconds: 2000)
    }

    @Test(
      "the background is light or dark by its luma",
      arguments: [
        ("0000/0000/0000", Background.dark), ("1e1e/1e1e/1e1e", .dark), ("ffff/ffff/ffff", .light),
        ("fdfd/f6f6/e3e3", .light), ("00/00/ff", .dark), ("00/ff/00", .light),
      ])
    func background(color: String, background: Background) throws {
      let open = try OpenScreen()
      defer { open.screen.close() }
      #expect(probe(open, answers: "\u{1B}]11;rgb:\(color)\u{1B}\\\u{1B}[?2026;2$y\u{1B}[?62c") == background)
      #expect(open.screen.background == background)
    }

    @Test("a terminal that answers only the last question is known at once to be silent about the rest")
    func silent() throws {
      let open = try OpenScreen()
      defer { open.screen.close() }
      #expect(probe(open, answers: "\u{1B}[?1;2c") == nil)
      #expect(!open.screen.synchronizes)
    }

    @Test("a terminal that answers nothing costs the time given and no more")
    func mute() throws {
      let open = try OpenScreen()
      defer { open.screen.close() }
      open.terminal.answersQuestions = false
      #expect(open.screen.probeBackground(timeoutMilliseconds: 5) == nil)
    }

    @Test("keys typed meanwhile are kept in order")
    func keysKept() throws {
      let open = try OpenScreen()
      defer { open.screen.close() }
      _ = probe(open, answers: "a\u{1B}[A\u{1B}]11;rgb:0/0/0\u{7}b\u{1B}[?62cq")
      let loop = TerminalLoop(screen: open.screen, wakeUp: WakeUp())
      #expect(
        loop.nextEvents(timeoutMilliseconds: 1000)
          == [.key(.character("a")), .key(.up), .key(.character("b")), .key(.character("q"))])
    }

    @Test("frames are bracketed only where the terminal confirmed it, and not when that is switched off")
    func synchronized() throws {
      for (allowed, setting, expected) in [
        (true, 2, true), (true, 0, false), (true, 4, false), (false, 2, false),
      ] {
        let open = try OpenScreen(synchronized: allowed)
        defer { open.screen.close() }
        _ = probe(open, answers: "\u{1B}[?2026;\(setting)$y\u{1B}[?62c")
        let writes = open.screen.writesIssued
        let frame = open.show(sheet("frame"))
        #expect(open.screen.writesIssued == writes + 1)
        #expect(frame.hasPrefix("\u{1B}[?2026h") == expected)
        #expect(frame.hasSuffix("\u{1B}[?2026l") == expected)
        #expect(frame.contains("frame"))
      }
    }

    @Test("the questions are ones that a terminal answers")
    func questions() throws {
      let open = try OpenScreen()
      defer { open.screen.close() }
      _ = open.screen.probeBackground(timeoutMilliseconds: 1)
      open.terminal.pumpAll()
      let loop = TerminalLoop(screen: open.screen, wakeUp: WakeUp())
      _ = loop.nextEvents(timeoutMilliseconds: 20)
      #expect(open.screen.background == .dark)
      #expect(open.screen.synchronizes)
    }
  }
}
