import Explorer
import Testing

@Suite("When frames are due")
struct FramePacingTests {
  @Test("Thirty a second stay thirty, whatever drawing and late wake-ups take, and are never more")
  func rate() {
    var pacing = FramePacing(framesPerSecond: 30)
    var (now, frames, step) = (0.0, 0, 0)
    var drawn: [Double] = []
    while now < 20 {
      step += 1
      if pacing.isDue(at: now) {
        drawn.append(now)
        frames += 1
        now += 0.004 + 0.003 * Double(step % 5)
      } else {
        // To the next due time in whole milliseconds, and up to two late.
        now += ((pacing.due - now) * 1000).rounded(.up) / 1000 + 0.001 * Double(step % 3)
      }
    }
    #expect((599...601).contains(frames))
    for first in drawn.indices where first + 30 < drawn.count {
      #expect(drawn[first + 30] - drawn[first] > 1 - 0.004)
    }
  }

  @Test("A frame that is late by an interval or more is dropped, and one out of turn puts the next one off")
  func lateness() {
    var pacing = FramePacing(framesPerSecond: 10)
    #expect(pacing.isDue(at: 1) && !pacing.isDue(at: 1.05))
    #expect(pacing.isDue(at: 1.15) && abs(pacing.due - 1.2) < 1e-12, "a little late: the next one is not")
    #expect(pacing.isDue(at: 5) && abs(pacing.due - 5.1) < 1e-12)
    pacing.noteExtraFrame(at: 5.04)
    #expect(!pacing.isDue(at: 5.1) && pacing.isDue(at: 5.15))
  }

  @Test("After a frame that cost much, nothing is due for a while; one that cost little puts nothing off")
  func cost() {
    var pacing = FramePacing(framesPerSecond: 10)
    var due = [pacing.isDue(at: 1)]
    pacing.rest(until: 1.04)
    due.append(pacing.isDue(at: 1.1))
    pacing.rest(until: 1.6)
    due += [pacing.isDue(at: 1.5), pacing.isDue(at: 1.6)]
    #expect(due == [true, true, false, true])
    #expect(abs(pacing.due - 1.7) < 1e-12)
  }
}
