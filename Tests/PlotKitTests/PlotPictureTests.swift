import CellGrid
import PlotKit
import TestSupport
import Testing

@Suite("Plots as pictures")
struct PlotPictureTests {
  @Test("Old Faithful in Braille")
  func braille() throws {
    let drawn = try faithful(.braille)
    #expect(
      drawn == """
        ┏━ Old Faithful ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 272 rows ━┓
        ┃wait, min                                                 ┃
        ┃100┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃
        ┃   │⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠠⠀⠀⠀⢀⠀⣀⣠⡀⠀⠄⠀⠀⠀⠁⠀⠀⠀┃
        ┃ 90┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⡤⠔⢓⠚⠹⡉⠋⠀⡀⢊⠛⠉⢝⢢⢄⠀⠀⠀⠀┃
        ┃   │⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⠀⠈⠀⣄⡠⡒⢉⡀⠰⢀⢐⢀⠀⠄⡁⣠⡄⣀⠀⡐⡐⠀⠈⡇⠀⠀⠀┃
        ┃ 80┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⡔⡁⠂⡂⠅⢀⠀⠇⡒⢐◆⠍⡀⣏⠺⠠⠀⠣⠁⠀⡴⠁⠀⠀⠀┃
        ┃   │⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⠀⢹⠀⠀⠀⡀⡉⠤⠚⠨⣨⠱⠣⡂⢑⢀⠇⠉⡈⣇⠴⠉⠢⠀⠀⠀⠀┃
        ┃ 70┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠄⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠈⠮⣀⠠⠀⠀⡄⢠⢁⠀⠀⠘⠀⣀⡩⠤⠚⠉⠀⠀⠀⠀⠀⠀⠀⠀┃
        ┃   │⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⣠⣀⣀⣀⡀⠀⠀⠀⠀⠀⠀⠀⠀⠁⠀⠀⠐⡀⢀⠀⠀⠉⠙⠒⠒⠒⠓⠒⠉⠉⠉⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃
        ┃   │⠀⠀⠀⠀⠈⡠⠔⠊⠩⠀⠁⠀⠠⠈⠋⠲⡄⠈⠀⠀⠀⠂⠀⠀⠀⠀⠀⠈⠀⠀⠀⠀⠀⠁⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃
        ┃ 60┤⠀⠀⠀⢠⠊⠢⠘⡦⠐⠇⡈⠈⠋⠂⠀⠀⢹⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃
        ┃   │⠀⠀⢰⢃⠀⠐⡰⠞⡈◆⠠⡘⠈⠀⠔⢀⠏⠄⠀⠈⠈⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃
        ┃ 50┤⠀⠀⠸⡀⠀⢀⠈⡏⠌⠌⠠⡀⠊⢂⡔⠊⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃
        ┃   │⠀⠀⠀⠙⠦⣈⣒⣃⣂⣀⡠⠶⠒⠉⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃
        ┃ 40┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃
        ┃   └──┬──────┬─────┬──────┬─────┬──────┬── eruption, min ─┃
        ┃     1.5    2.0   2.5    3.0   3.5    4.0    4.5   5.0    ┃
        ┃1 short  2 long  ◆ mean                                   ┃
        ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
        """)
  }

  @Test("Old Faithful in octants")
  func octant() throws {
    let drawn = try faithful(.octant)
    #expect(
      drawn == """
        ┏━ Old Faithful ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 272 rows ━┓
        ┃wait, min                                                 ┃
        ┃100┤                                                      ┃
        ┃   │                                    𜴘   𜺠 ▂𜷋𜺣 𜴉   𜺨   ┃
        ┃ 90┤                                  ▂𜵡𜴐𜵽𜴈𜴢𜴸𜴂 𜺣𜵶▀🮂𜶋𜶓𜶀    ┃
        ┃   │                          𜺠 𜺫 𜶻𜵑𜵁𜵳𜺣🯧𜺠𜵸𜺠 𜴉𜴶𜷋▖▂ 𜴽𜴽 𜺫▌   ┃
        ┃ 80┤                             𜵋𜴶𜴀𜴹𜴊𜺠 𜴍𜵁𜵸◆𜴌𜺣𜷂𜴥𜴘 𜴝𜺨 𜵩𜺨   ┃
        ┃   │                          𜺠 𜶘   𜺣𜴸𜴧𜴈𜴚𜷍𜴠𜴝𜴹𜵹𜺠𜴍🮂𜴷𜷀𜴯🮂𜴜    ┃
        ┃ 70┤              𜴉             𜺫𜴭▂𜴘  ▖▗𜵱  ▝ ▂𜵔𜴧𜴈🮂        ┃
        ┃   │         ▂𜷋▂▂▂𜺣        𜺨  𜴃𜺣𜺠  🮂𜴅𜴆𜴆𜴆𜴇𜴆🮂🮂🮂             ┃
        ┃   │    𜺫𜵑𜴐𜴁𜴛 𜺨 𜴘𜺫𜴂𜴣▖𜺫   𜴀     𜺫     𜺨                    ┃
        ┃ 60┤   ▗𜴁𜴜▝𜵥𜴃𜴍𜴷𜺫𜴂𜴀  𜶘                                     ┃
        ┃   │  𜶖𜵵 𜴃𜵙𜴖𜴷◆𜴘𜴿𜺫 𜴐𜺠𜴏𜴉 𜺫𜺫                                 ┃
        ┃ 50┤  𜴡𜺣 𜺠𜺫𜵊𜴋𜴋𜴘𜺣𜴁𜵴𜵋𜴁                                      ┃
        ┃   │   𜴅𜴫𜶭𜶷𜶰𜶯▂𜵑𜴳𜴆🮂                                        ┃
        ┃ 40┤                                                      ┃
        ┃   └──┬──────┬─────┬──────┬─────┬──────┬── eruption, min ─┃
        ┃     1.5    2.0   2.5    3.0   3.5    4.0    4.5   5.0    ┃
        ┃1 short  2 long  ◆ mean                                   ┃
        ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
        """)
  }

  @Test("Old Faithful in quadrants")
  func block() throws {
    let drawn = try faithful(.block)
    #expect(
      drawn == """
        ┏━ Old Faithful ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 272 rows ━┓
        ┃wait, min                                                 ┃
        ┃100┤                                                      ┃
        ┃   │                                    ▗      ▗  ▖   ▘   ┃
        ┃ 90┤                                  ▄▄▄█▀▜▛▀▀▛▜▀▀█▄▄    ┃
        ┃   │                            ▝ ▖▄▞▜▖▐▗▝  ▖▘▄▖▄ ▞▝ ▝▌   ┃
        ┃ 80┤                          ▝  ▟▛▘▌▌▗ ▌▛▐◆▛▌█▜▐ ▚▘ ▟▘   ┃
        ┃   │                            ▜   ▖▛▄▀▐▟▜▚▘▜ ▌▀▞▙▞▀▚    ┃
        ┃ 70┤              ▖           ▝ ▝▟▄▗ ▘▖▗▚▝ ▝▚▟█▄▀▀        ┃
        ┃   │        ▗▄▄▄▄▄▖  ▗     ▘  ▝▖▗  ▀▀▀▀▀▀▀▀▀▀             ┃
        ┃   │    ▝▄▞▀▚   ▗▝▀▜▖    ▘     ▝     ▘                    ┃
        ┃ 60┤   ▄▀▚▝▙▐▌▞▝▀▘  ▚  ▗                                  ┃
        ┃   │  ▗▚ ▝▟▛▞◆▗▞▝ ▞▗▌▖  ▝                                 ┃
        ┃ 50┤  ▐▖ ▗▝▛▞▞▗▖▀▚▞▘                                      ┃
        ┃   │   ▝▀▄█▙▙▄▄▀▀▘                                        ┃
        ┃ 40┤                                                      ┃
        ┃   └──┬──────┬─────┬──────┬─────┬──────┬── eruption, min ─┃
        ┃     1.5    2.0   2.5    3.0   3.5    4.0    4.5   5.0    ┃
        ┃1 short  2 long  ◆ mean                                   ┃
        ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
        """)
  }

  @Test("Old Faithful in ASCII")
  func ascii() throws {
    let drawn = try faithful(.ascii)
    #expect(
      drawn == """
        +=[Old Faithful]================================ 272 rows =+
        |wait, min                                                 |
        |100+                                                      |
        |   |                                             2   2    |
        | 90+                                   ..............     |
        |   |                            2 2....222  2 2222222..   |
        | 80+                          2  ..22222222@22222222 .    |
        |   |                            .   22222222222222...2    |
        | 70+              1           2 ...2 22222 22.....        |
        |   |        ......1  1     1  222  ..........             |
        |   |     ....1   1...    1     2     2                    |
        | 60+   ..111111111  .  1                                  |
        |   |  ..11111@111 1..1  1                                 |
        | 50+   .  1111111...                                      |
        |   |    .........                                         |
        | 40+                                                      |
        |   +--+------+-----+------+-----+------+-- eruption, min -|
        |     1.5    2.0   2.5    3.0   3.5    4.0    4.5   5.0    |
        |1 short  2 long  @ mean                                   |
        +==========================================================+
        """)
  }

  @Test("without colour the components are told by glyph, in any glyph set")
  func withoutColor() throws {
    let grid = try OldFaithful().drawing(Size(44, 14), Look(theme: .monochrome, glyphs: .braille))
    #expect(
      picture(grid) == """
        ┏━ Old Faithful ━━━━━━━━━━━━━━━━ 272 rows ━┓
        ┃wait, min                                 ┃
        ┃100┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀2⠀⠀2⠀⠀┃
        ┃   │⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀2⠀⢀⣀⠤⠔⠒⠒⠉⠉⠉⠉⠙⠒⠦⡀⠀⠀┃
        ┃ 80┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀22⡠⠒⠁2222◆222222⡠⠃⠀⠀┃
        ┃   │⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀1⠀⠀⠀⠀⠀⠀⠀2⠀⢧⣀222222⢀⣀⡠⠤⠒⠉2⠀⠀⠀┃
        ┃   │⠀⠀⠀1⣀⠤⠤⠒⠒⠢⠤⡀1⠀1⠀1⠀222⠀⠉⠉⠉⠉⠉⠉⠁⠀⠀⠀⠀⠀⠀⠀⠀⠀┃
        ┃ 60┤⠀⠀⡰⠉11◆1111⢸⠀11⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃
        ┃   │⠀⠀⣇⠀11111⡠⠔⠁1⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃
        ┃ 40┤⠀⠀⠈⠉⠒⠒⠒⠊⠉⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃
        ┃   └──────┬────────┬────── eruption, min ─┃
        ┃          2        3         4        5   ┃
        ┃1 short  2 long  ◆ mean                   ┃
        ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
        """)
  }

  @Test("points, ellipses and means have the colours of their component")
  func colors() throws {
    let theme = Theme.dark
    let grid = try OldFaithful().drawing(Size(60, 20), Look(theme: theme, glyphs: .braille))
    let drawn = Set(grid.cells.map(\.style.foreground))
    for index in 0..<2 {
      #expect(drawn.contains(theme.component(index).foreground))
      #expect(drawn.contains(theme.outline(index).foreground))
    }
    #expect(!drawn.contains(theme.component(2).foreground))
  }

  @Test("a line chart of 30x5 cells, with a reference line and a cursor")
  func smallChart() {
    #expect(
      chart(Size(30, 5), .braille) == """
             │⠀⠀⠀⣀⡠⠤⠔⠒⠒⠒⠒⠂⠈⠉⠉⠉⠉⠩⠉⠉⠉⠉⠉⠉
        -1200┤⠂⡲⠊⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠪⠂start
             │⢰⠁⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠨⠀⠀⠀⠀⠀⠀
        -1300┤⡎⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠨⠀⠀⠀⠀⠀⠀
              0    5   10  15   20
        """)
    #expect(
      chart(Size(30, 5), .ascii) == """
             |     *******************
        -1200+.**** . . . . . .:.start
             |*                :
        -1300+*                :
              0    5   10  15   20
        """)
  }

  @Test("everything draws something or nothing at any size", arguments: GlyphSet.allCases)
  func anySize(glyphs: GlyphSet) throws {
    let faithful = try OldFaithful()
    for theme in Theme.all {
      for width in [0, 1, 2, 3, 5, 9, 12, 16, 23] {
        for height in [0, 1, 2, 3, 4, 6, 10, 11] {
          let size = Size(width, height)
          #expect(faithful.drawing(size, Look(theme: theme, glyphs: glyphs)).size == size)
          _ = chart(size, glyphs)
        }
      }
    }
  }

  @Test("the same picture comes out every time")
  func deterministic() throws {
    let faithful = try OldFaithful()
    let look = Look(theme: .light, glyphs: .octant)
    #expect(faithful.drawing(Size(50, 20), look) == faithful.drawing(Size(50, 20), look))
  }

  private func faithful(_ glyphs: GlyphSet) throws -> String {
    picture(try OldFaithful().drawing(Size(60, 20), Look(theme: .dark, glyphs: glyphs)))
  }

  private func chart(_ size: Size, _ glyphs: GlyphSet) -> String {
    let values = (0..<25).map { iteration -> Double in
      iteration == 12 ? .nan : -1130 - 180 / Double(iteration + 1)
    }
    let plot = Plot(
      x: Axis(Scale(from: 0, to: 24)), y: Axis(Scale(fitting: values)),
      marks: [
        ReferenceLine(.horizontal(-1200), label: "start"), ReferenceLine(.vertical(18)),
        LineSeries(values: values),
      ])
    var grid = Grid(size)
    plot.draw(into: &grid, at: grid.bounds, look: Look(theme: .dark, glyphs: glyphs))
    return picture(grid)
  }
}
