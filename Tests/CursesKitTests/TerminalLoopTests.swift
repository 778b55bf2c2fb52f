import CellGrid
import CursesKit
import Glibc
import TestSupport
import Testing

extension TerminalTests {
  @Suite("Waiting for events")
  @MainActor
  struct TerminalLoopTests {
    @Test("keys come in order, in one piece")
    func keys() throws {
      let open = try OpenScreen()
      defer { open.screen.close() }
      let loop = TerminalLoop(screen: open.screen, wakeUp: WakeUp())
      open.terminal.type("a\u{3}\u{1B}[A\u{1A}")
      #expect(
        loop.nextEvents(timeoutMilliseconds: nil)
          == [.key(.character("a")), .key(.control("c")), .key(.up), .key(.control("z"))])
      #expect(loop.nextEvents(timeoutMilliseconds: 0) == [.timeout])
      #expect(loop.nextEvents(timeoutMilliseconds: 5) == [.timeout])
      #expect(loop.nextEvents(timeoutMilliseconds: -5) == [.timeout])
    }

    @Test("Escape alone is a key, also while other threads keep ringing")
    func escape() throws {
      let open = try OpenScreen()
      defer { open.screen.close() }
      let wakeUp = WakeUp()
      let loop = TerminalLoop(screen: open.screen, wakeUp: wakeUp)
      open.terminal.type("\u{1B}")
      #expect(loop.nextEvents(timeoutMilliseconds: nil) == [.key(.escape)])
      open.terminal.type("\u{1B}")
      var events: [TerminalEvent] = []
      while !events.contains(.key(.escape)) {
        wakeUp.wake()
        events += loop.nextEvents(timeoutMilliseconds: 1)
        try #require(events.count < 1_000_000)
      }
      open.terminal.type("\u{1B}[")
      #expect(loop.nextEvents(timeoutMilliseconds: 0) == [.timeout])
      open.terminal.type("B")
      #expect(loop.nextEvents(timeoutMilliseconds: nil) == [.key(.down)])
    }

    @Test("any number of rings is one event")
    func wake() throws {
      let open = try OpenScreen()
      defer { open.screen.close() }
      let wakeUp = WakeUp()
      let loop = TerminalLoop(screen: open.screen, wakeUp: wakeUp)
      for _ in 0..<1000 { wakeUp.wake() }
      #expect(loop.nextEvents(timeoutMilliseconds: nil) == [.woken])
      #expect(loop.nextEvents(timeoutMilliseconds: 0) == [.timeout])
    }

    @Test("a ring from another thread ends the waiting")
    func wakeFromThread() async throws {
      let open = try OpenScreen()
      defer { open.screen.close() }
      let wakeUp = WakeUp()
      let loop = TerminalLoop(screen: open.screen, wakeUp: wakeUp)
      let ringer = Task.detached { wakeUp.wake() }
      #expect(loop.nextEvents(timeoutMilliseconds: nil) == [.woken])
      await ringer.value
    }

    @Test("of many changes of size the last is reported, once")
    func resize() throws {
      let open = try OpenScreen()
      defer { open.screen.close() }
      let loop = TerminalLoop(screen: open.screen, wakeUp: WakeUp())
      for width in 41...80 {
        open.terminal.resize(to: Size(width, 20))
        kill(getpid(), SIGWINCH)
      }
      #expect(loop.nextEvents(timeoutMilliseconds: nil) == [.resized(Size(80, 20))])
      #expect(open.screen.size == Size(80, 20))
      kill(getpid(), SIGWINCH)
      #expect(loop.nextEvents(timeoutMilliseconds: 0) == [.timeout])
      var grid = Grid(Size(80, 20))
      grid.fill(grid.bounds, with: Cell("█"))
      open.show(grid)
      #expect(open.terminal.screen.grid == grid)
    }

    @Test("a process that goes on after a stop takes the terminal back")
    func continued() throws {
      let open = try OpenScreen()
      defer { open.screen.close() }
      let loop = TerminalLoop(screen: open.screen, wakeUp: WakeUp())
      open.show(sheet("kept"))
      open.screen.leaveForSignal()
      open.terminal.pumpAll()
      #expect(!open.terminal.screen.isAlternate)
      open.terminal.resize(to: Size(50, 12))
      kill(getpid(), SIGCONT)
      #expect(loop.nextEvents(timeoutMilliseconds: nil) == [.resized(Size(50, 12))])
      open.terminal.pumpAll()
      #expect(open.terminal.screen.isAlternate)
      #expect(open.text.hasPrefix("kept\n"))
    }

    @Test("when the window is closed, the last keys come first and then the end")
    func closed() throws {
      var terminal: PseudoTerminal? = try PseudoTerminal(size: Size(40, 12))
      let line = dup(try #require(terminal?.line))
      defer { close(line) }
      let screen = try CursesScreen(TerminalOptions(environment: OpenScreen.utf8), input: line, output: line)
      defer { screen.close() }
      let loop = TerminalLoop(screen: screen, wakeUp: WakeUp())
      terminal = nil
      #expect(loop.nextEvents(timeoutMilliseconds: nil).last == .ended(.terminalClosed))
      #expect(loop.nextEvents(timeoutMilliseconds: nil) == [.ended(.terminalClosed)])
      screen.present(sheet("into the void"))
    }
  }
}
