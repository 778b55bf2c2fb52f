import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Testing
import TestSupport

@Suite("Pictures of the lab")
struct PictureTests {
  @Test("At the start: rows without a component, the given ellipses, nothing in the trace")
  func start() async {
    let desk = await Desk()
    expect(
      desk.grid,
      shows: """
         elbow  [1 EM] 2 VI  3 VAE  4 Diff  5 Ladder                   faithful 272x2  seed 42  PAUSED it 0
        +=[Data and components]======================================++- Log-likelihood -------------------+
        |waiting                                                     ||                                    |
        |  |                                                         ||                                    |
        |  |                                       .      .  .   .   ||       no E-step yet: press e       |
        |90+                                   ..................... ||                                    |
        |  |                              . ...  .  .  .... . ...  ..||                                    |
        |80+                            . ....... .......@......     ||tol 1e-6                            |
        |  |                             . .. .... ...........  ..   |+------------------------------------+
        |  |                            .  .....  ... ....  ..     ..|+- Components ----- full, 11 params -+
        |70+              .         .   .  . . ..................... ||k    pi   mu1   mu2   sd1  sd2      |
        |  |...................         ...    .                     ||1 0.500 2.000 55.00 0.500 6.00      |
        |60+     .. ..... ..   ...                                   ||2 0.500 4.500 80.00 0.500 6.00      |
        |  |    ....@ ....      ....                                 ||                                    |
        |  |   .......... .  .    ..                                 ||                                    |
        |50+     ... ......    ...                                   ||                                    |
        |  |...................                                      ||                                    |
        |  |                                                         ||                                    |
        |  +-+------+-------+------+------+------+------- eruptions -||                                    |
        |   1.5    2.0     2.5    3.0    3.5    4.0     4.5    5.0   ||narrowest k=1: 0.44 sd of data      |
        |1   2 = component  @ mean  . 2-sigma                        |+------------------------------------+
        +============================================================++- Settings -------------------- F2 -+
        +- Row ------------------------------------------------------+|K 2  full  start given              |
        |                                                            ||ridge 1e-6  tol 1e-6  speed 4 it/s  |
        |                                                            ||axes eruptions, waiting             |
        | Enter selects the row nearest to the cursor; n and N walk  ||units the data's own                |
        |                                                            ||                                    |
        +------------------------------------------------------------++------------------------------------+
         At the start (given): no responsibilities yet. e takes the E-step, Space runs.
         Space run  , . step  e m half  [ ] scrub  F2 set  o open  r restart  b branch       ? help  q quit
        """)
  }

  @Test("After an M half-step: moved ellipses, the bound with its mark, what comes next")
  func afterMaximization() async {
    var desk = await Desk()
    await desk.press("e", "m")
    expect(
      desk.grid,
      shows: """
         elbow  [1 EM] 2 VI  3 VAE  4 Diff  5 Ladder                 faithful 272x2  seed 42  PAUSED it 1 M
        +=[Data and components]======================================++- Log-likelihood ---- >= -1139.626 -+
        |waiting                                                     ||     |    O                         |
        |  |                                                         ||-1150+                              |
        |  |                                       2      2  2   2   ||-1175+                              |
        |90+                                     ................    ||-1200+*                             |
        |  |                              2 2 ...2  2  2222 2 22..   ||      0      2       4      6      8|
        |80+                            2  ...222 2222@222222222 .   ||O bound after the M-step  tol 1e-6  |
        |  |                             2..2 2222 22222222222 ..2   |+------------------------------------+
        |  |                            2  .  22  222 2222 ....      |+- Components ----- full, 11 params -+
        |70+              1         1   2  2...............          ||k    pi   mu1   mu2   sd1  sd2      |
        |  |    1 .............         212    2                     ||1 0.365 2.068 54.77 0.326 6.03      |
        |60+   ...1 11111 11  .. 1                                   ||2 0.635 4.304 80.17 0.396 5.80      |
        |  | .. 11111 1111    . 11                                   ||                                    |
        |  |.  111111@111 1  ..                                      ||                                    |
        |50+.    111 1111....                                        ||                                    |
        |  | .............                                           ||                                    |
        |  |                                                         ||                                    |
        |  +-+------+-------+------+------+------+------- eruptions -||least sure: row 33 p=0.53 k=2       |
        |   1.5    2.0     2.5    3.0    3.5    4.0     4.5    5.0   ||narrowest k=1: 0.25 sd of data      |
        |1   2 = largest responsibility  @ mean  . 2-sigma           |+------------------------------------+
        +============================================================++- Settings -------------------- F2 -+
        +- Row ------------------------------------------------------+|K 2  full  start given              |
        |                                                            ||ridge 1e-6  tol 1e-6  speed 4 it/s  |
        |                                                            ||axes eruptions, waiting             |
        | Enter selects the row nearest to the cursor; n and N walk  ||units the data's own                |
        |                                                            ||                                    |
        +------------------------------------------------------------++------------------------------------+
         M-step 1: the bound rose by 64.77 nats; l lies above it. Next: E-step.
         Space run  , . step  e m half  [ ] scrub  F2 set  o open  r restart  b branch       ? help  q quit
        """)
  }

  @Test("Converged and with a row selected, 80x24 in braille")
  func converged() async {
    var desk = await Desk(size: Size(80, 24), glyphs: .braille)
    await desk.press("Space")
    await desk.wait()
    await desk.press("Enter")
    expect(
      desk.grid,
      shows: """
         elbow  [1 EM] 2 VI  3 VAE  4 Diff  5 Ladder          seed 42  CONVERGED it 6 E
        ┏━ Data and components ━━━━━━━━━━━━━━━━━━━━━━━━┓┌─ Log-lik ────── = -1130.264 ─┐
        ┃waiting                                       ┃│-1150┤⠀⠀⢠⠒⠒⠒⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉●⠀⠀⠀⠀⠀⠀│
        ┃  │⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⠀⠀┃│     │⠀⡠⠃⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀│
        ┃  │⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠠⠀⠀⢀⣀⣀⣄⣀⣐⠀⠀⠀⠀⠀┃│-1200┤⡰⠁⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀│
        ┃90┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⡤⠖⡋⠉⢇⠒⠀⡐⡐⠊⢩⢓⡄⠀⠀┃│      0     2     4    6     8│
        ┃  │⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠁⢄⠤⠊⣁⠰⢀⠒⠀⠠⠁⣠⠄⡀⢀⠒⠀⢸⠀⠀┃└──────────────────────────────┘
        ┃80┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠁⠀⡰⠋⠄⢕⠀⠀⡦⠨2⢖⠉⡗⢴⡁⢰⠑⠀⡜⠀⠀┃┌─ Components ─────────────────┐
        ┃  │⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢰⠃⠁⠈⠐⡂⡵⢘⡐⡽⡠⠣⠹⡆⠂⢲⣀⠎⡅⠀⠀┃│k    pi   mu1   mu2   sd1  sd2│
        ┃  │⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠂⠸⡤⠀⠈⠘⠀⠀⠄⠑⢠⠐⠐⠵⢀⡬⠚⠀⠀⠀⠀⠀┃│1 0.356 2.036 54.48 0.263 5.81│
        ┃70┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠈⠀⠀⠀⠀⠀⠀⠀⠄⠀⠀◉⠀⠈⠲⠬⣀⣘⣘⣔⣀⠤⠤⠒⠋⠁⠀⠀⠀⠀⠀⠀⠀┃│2 0.644 4.290 79.97 0.412 6.00│
        ┃  │⠀⠀⢀⠀⠀⡠⠤⠖⠓⠒⡦⣄⠀⠠⠀⠀⠀⠀⠀⠀⠀⠐⡀⠂⠀⠀⢀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃│BIC 2322  AIC 2283  ICL 2323  │
        ┃60┤⠀⠀⢀⠴⢉⠀⢂⢀⢀⡐⠈⠘⢇⠀⠀⠀⠈⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃│least sure: row 244 p=0.80 k=1│
        ┃  │⠀⢠⠃⠑⠸⠂⣙⠠⠀⠉⠀⠀⢸⠀⠀⡀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃│narrowest k=1: 0.22 sd of data│
        ┃  │⠀⡎⡀⠐⡖⢇1⠠⡘⠈⠀⠆⡎⠄⠀⠀⠁⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃│1 start: S tries more         │
        ┃50┤⠀⡇⠀⢀⠁⡧⠩⠠⡐⠁⢂⠞⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃└──────────────────────────────┘
        ┃  │⠀⠘⢄⡈⠒⠥⠀⢀⡢⠔⠃⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃┌─ Row 174 ────────────────────┐
        ┃  │⠀⠀⠀⠈⠉⠉⠉⠁⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃│eruptions 3.333  waiting 68   │
        ┃  └─┬────┬─────┬────┬─────┬────┬── eruptions ─┃│1 0.000                       │
        ┃   1.5  2.0   2.5  3.0   3.5  4.0   4.5  5.0  ┃│2 1.000 █████████████████████ │
        ┃1   2 = largest responsibility  ─ 2-sigma     ┃│                              │
        ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛└──────────────────────────────┘
         Converged: l per row changed by 8.9e-8, below tol. 1 start: S tries more.
         Space run  , . step  e m half  [ ] scrub  F2 set  o open        ? help  q quit
        """)
  }

  @Test("At 60x18 one panel, with the main number in the header")
  func onePanel() async {
    var desk = await Desk(size: Size(60, 18))
    await desk.press("e")
    expect(
      desk.grid,
      shows: """
         elbow  [1 EM]   faithful 272x2  = -1204.392  PAUSED it 0 E
        +=[Data and components]====================================+
        |waiting                                                   |
        |  |                                                    2  |
        |90+                                 ..................... |
        |  |                           2 ....22222222222222222    .|
        |80+                           22...22222222222@22222  2   |
        |70+  ............         1   2 22 .......................|
        |60+.. 1111 11 111........      1     2                    |
        |  |  1 1111@1111 1  1 11 .                                |
        |50+...  111111111........                                 |
        |  |   ...........                                         |
        |  +-+------+------+------+------+------+------ eruptions -|
        |   1.5    2.0    2.5    3.0    3.5    4.0    4.5    5.0   |
        |1   2 = largest responsibility  @ mean  . 2-sigma         |
        +==========================================================+
         E-step 0: each row has its responsibilities; the log-like~
         Space run  , . step  e m half  [ ] scrub    ? help  q quit
        """)
  }

  @Test("At 40x12 still a plot")
  func small() async {
    var desk = await Desk(size: Size(40, 12), glyphs: .braille)
    await desk.press("e")
    expect(
      desk.grid,
      shows: """
         elbow       = -1204.392  PAUSED it 0 E
        ┏━ Data and components ━━━━━━━━━━━━━━━━┓
        ┃  │⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⣀⣀⢤⠤⣤⡤⢤⣤⡤⣄⣀⣂⡀┃
        ┃80┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠂⡨⡺⠭⢶⣰⡱⣾⣴⣗2⣿⣲⣮⠊⢀⠀⠈┃
        ┃  │⣀⣀⣀⠤⠤⠤⡤⠤⣐⣀⣀⣀⠀⠀⠠⠀⠀⢅⣀⠋⠙⢛⠒⠪⠮⠤⠧⠬⠥⠬⠥⠤⠖⠒⠚┃
        ┃60┤⠀⢀⠐⣻⣆1⣆⡾⢊⡈⢀⠀⠩⠗⡄⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃
        ┃  │⠢⠤⠤⠾⠿⠬⠵⠯⠵⠥⠔⠒⠒⠉⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃
        ┃        2        3        4  eruptions┃
        ┃1   2 = largest responsibility  …     ┃
        ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
         E-step 0: each row has its responsibi…
         Space run  , . step     ? help  q quit
        """)
  }

  @Test("Below that the main number and the run state")
  func tiny() async {
    var desk = await Desk(size: Size(23, 6))
    await desk.press("e", "m")
    expect(
      desk.grid,
      shows: """
        >= -1139.626
        PAUSED it 1 M
        elbow faithful
        """)
    await desk.receive(.resized(Size(10, 3)))
    expect(
      desk.grid,
      shows: """
        >= -1139.~
        PAUSED it~
        elbow fai~
        """)
    await desk.receive(.resized(Size(1, 1)))
    #expect(desk.grid.lines == ["~"])
  }

  @Test("Two runs stand side by side, each with its own number, and the cursor is in both")
  func branch() async {
    var desk = await Desk()
    await desk.press(".", ".", "l", "b", ".")
    expect(
      part(Rect(x: 0, y: 0, width: 100, height: 23), of: desk.grid),
      shows: """
         elbow  [1 EM] 2 VI  3 VAE  4 Diff  5 Ladder          faithful 272x2  seed 42  run B  PAUSED it 3 E
        +- Run A ------- = -1130.492 -++=[> Run B]===== = -1130.272 =++- Log-likelihood of B --------------+
        |waiting                      ||waiting                      ||     |    +++A+++B                  |
        |  |             :            ||  |             :            ||-1150+   +                          |
        |  |             :   2   22 2 ||  |             :   2   22 2 ||-1175+ ++                           |
        |90+             :   .......  ||90+             :   .......  ||-1200++                             |
        |  |             22..2222222. ||  |             22..2222222. ||      0      2       4      6      8|
        |80+            2:.2222@2222. ||80+            2:.2222@2222. ||d/row 0.00081  tol 1e-6  monotone   |
        |  |             2.22222222.2 ||  |             .222222222.2 |+------------------------------------+
        |  |            2..222222..   ||  |            2.2222222..   |+- Components of B ------------------+
        |70+. . . 1 . .22+......... . ||70+. . . 1 . .22+......... . ||k    pi   mu1   mu2   sd1  sd2      |
        |  |  1.....1    2  2         ||  |  1.... 1    2  2         ||1 0.356 2.038 54.49 0.265 5.81      |
        |60+ ..1111.  1  :            ||60+  .1111.  1  :            ||2 0.644 4.291 79.98 0.411 5.99      |
        |  | .11111..1   :            ||  | .11111. 1   :            ||                                    |
        |  |..11@11.1    :            ||  | .11@11.1    :            ||                                    |
        |50+ .1111..     :            ||50+ .1111.      :            ||                                    |
        |  | .....       :            ||  | ......      :            ||                                    |
        |  |             :            ||  |             :            ||BIC 2322.2  AIC 2282.5  ICL 2322.7  |
        |  +----+-----+--- eruptions -||  +----+-----+--- eruptions -||least sure: row 244 p=0.82 k=1      |
        |       2     3      4     5  ||       2     3      4     5  ||narrowest k=1: 0.22 sd of data      |
        |1   2 = component            ||1   2 = component            |+------------------------------------+
        +- 3.418, 69.50 --------------++= 3.418, 69.50 ==============++- Settings -------------------- F2 -+
        +- Row ------------------------------------------------------+|K 2  full  start given              |
        """)
  }

  @Test("One column: histogram, rug and weighted densities")
  func oneColumn() async {
    var desk = await Desk(Tables.galaxies, Tables.galaxiesStart, size: Size(80, 24))
    await desk.press(".", ".", "Enter")
    expect(
      desk.grid,
      shows: """
         elbow  [1 EM] 2 VI  3 VAE  4 Diff  5 Ladder             seed 42  PAUSED it 2 E
        +=[Data and components]========================++- Log-lik ------- = -772.051 -+
        |density                                       ||    |   ***#                  |
        |        |                                     ||-780+ **                      |
        |0.000175+              ##                     ||    |*                        |
        |        |              ## @2                  ||     0     2     4     6     8|
        |0.000150+              ##22 2                 |+------------------------------+
        |        |              ##2  2                 |+- Components -----------------+
        |0.000125+              #2  #22                ||k    pi    mu   sd            |
        |        |              #2  ##2                ||1 0.085  9710  423            |
        |0.000100+              #2####2#               ||2 0.857 21286 2085            |
        |0.000075+  @           2######2               ||3 0.058 30418 3613            |
        |        |  1           2######2               ||BIC 1579  AIC 1560  ICL 1583  |
        |0.000050+  11         2#######22              ||least sure: row 79 p=0.51 k=3 |
        |        |  11         2########2              ||narrowest k=1: 0.093 sd of da~|
        |0.000025+ 1#1        22######## 2             |+------------------------------+
        |        | 1##1      2########## 22            |+- Row 47 - log p(x) = -8.734 -+
        |0.000000+333333333333333333O3333333333@3333333||velocity_km_s 21701           |
        |        +---+------------+---- velocity_km_s -||1 0.000                       |
        |          10000        20000        30000     ||2 0.998 ##################### |
        |1   2   3 = largest responsibility  @ mean  ~ ||3 0.002                       |
        +==============================================++------------------------------+
         E-step 2: 1 of 82 rows changed component. Next: M-step.
         Space run  , . step  e m half  [ ] scrub  F2 set  o open        ? help  q quit
        """)
  }

  @Test("Four columns on the plane of the principal components")
  func principalPlane() async {
    var desk = await Desk(Tables.iris, Tables.irisStart, size: Size(80, 24), glyphs: .braille)
    await desk.press("V", ".", ".")
    expect(
      desk.grid,
      shows: """
         elbow  [1 EM] 2 VI  3 VAE  4 Diff  5 Ladder             seed 42  PAUSED it 2 E
        ┏━ Data and components ━━━━━━━━━━━━━━━━━━━━━━━━┓┌─ Log-lik ─────── = -184.939 ─┐
        ┃PC2 5%                                        ┃│-200┤⠀⠀⢀⠖⠒⠒●⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀│
        ┃ 1.5┤⠀⠀⠀⠀⠀⠀⡀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⠀⠀⠀⠀⠀┃│    │⠀⠀⡎⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀│
        ┃    │⠀⠀⠀⠀⠀⡀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⡀⠀⠀⠀┃│-300┤⠀⡜⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀│
        ┃ 1.0┤⠀⠀⠀⠀⠀⡝⠙⡄⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⠤⢄⡀⠀⠀⠀┃│    │⠞⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀│
        ┃    │⠀⠀⠀⠀⡸⠄⠀⡇⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⡠⠔⠉⡀⠀⠀⡇⠀⠀⠀┃│     0     2     4     6     8│
        ┃    │⠀⠀⠀⢠⠃⢔⠀⡇⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣐⢤⡀⠀⡠⠊⠀⢀⠀⠀⠂⢀⡇⠀⠀⠀┃│d/row 0.033  tol 1e-6         │
        ┃ 0.5┤⠀⠀⠀⡸⠀⢩⢄⡇⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⡠⠒⠉⠄⠈⢈⡎⠄⡀⢐⠀⢀⡀⠀⡸⠂⠀⠀⠀┃└──────────────────────────────┘
        ┃    │⠀⠀⠀⡇⠊1⡀⡇⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢠⠊⠀⡈⠔⠠⡔⠣⡇⡀⠌⡈⠊⠀⠀⡰⠁⠀⠐⠀⠀┃┌─ Components ─────────────────┐
        ┃ 0.0┤⠀⠀⢁⠗⠈⠄⢹⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⠖⠁⠀⠌⢀⢐⠜⠁⣸⠫⠄3⡀⡀⠀⡼⠁⠀⠀⠀⠀⠀┃│k    pi    mu1    mu2   mu3  →│
        ┃    │⠀⠀⢸⠠⡱⡢⡜⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢠⠎⠀⢈⠐⠀⢤⡞⠴⣠⠃⡀⠄⡀⠀⢀⠞⠀⠀⠀⠀⠀⠀⠀┃│1 0.333 5.0060 3.4280 1.462   │
        ┃    │⠀⠀⢸⠄⠘⢠⠃⠀⠀⠀⠀⠀⠀⠀⠀⠀⢠⠇⠁⠐⡳2⡄⡜⠀⣰⡋⠄⠀⠀⢀⠕⠁⠀⠀⠀⠀⠀⠀⠀⠀┃│2 0.342 5.9309 2.7578 4.286   │
        ┃-0.5┤⠀⠀⠺⡦⠀⡎⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⠏⠀⠀⠄⠔⠀⢱⠡⡰⡁⠄⠄⢂⠔⠊⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃│3 0.325 6.6101 2.9921 5.558   │
        ┃    │⠀⠀⠀⠓⠊⠀⠀⠀⠀⠀⠀⠀⠀⠀⠄⢸⠀⠀⠑⢈⠀⠁⢸⣎⠀⣠⡤⠒⠁⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃│                              │
        ┃-1.0┤⠀⠀⠀⠀⠄⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣸⠀⠀⠀⠀⣠⠒⠁⠀⠉⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃│                              │
        ┃    │⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠈⠑⠒⠒⠉⠀⢀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃│                              │
        ┃    │⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠁⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀┃│                              │
        ┃    └───┬────┬────┬─────┬────┬────┬─ PC1 92% ─┃│BIC 590.3 AIC 457.9 ICL 597.6 │
        ┃       -3   -2   -1     0    1    2    3    4 ┃│least sure: row 84 p=0.59 k=3 │
        ┃1   2   3 = largest responsibility  ─ 2-sigma ┃│narrowest k=1: 0.087 sd of da…│
        ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛└──────────────────────────────┘
         E-step 2: 2 of 150 rows changed component. Next: M-step.
         Space run  , . step  e m half  [ ] scrub  F2 set  o open        ? help  q quit
        """)
  }

  @Test("At 160x50 every panel is in sight and nothing is cut")
  func large() async {
    var desk = await Desk(size: Size(160, 50))
    await desk.press(".", ".", "l", "Enter")
    for title in ["Data and components", "Log-likelihood", "Components", "Row 174", "Settings"] {
      #expect(desk.lines(with: title).count == 1, "\(title)")
    }
    #expect(desk.lines(with: "~").isEmpty)
    #expect(desk.grid.lines.allSatisfy { $0.count == 160 })
  }

  static let sizes = [
    Size(0, 0), Size(1, 1), Size(10, 3), Size(23, 6), Size(24, 7), Size(40, 12), Size(60, 18), Size(72, 20),
    Size(80, 24), Size(92, 27), Size(100, 30), Size(160, 50), Size(300, 100), Size(300, 1), Size(1, 100),
  ]

  @Test("Whatever lies over the lab, it is drawn at any size in any glyphs", arguments: GlyphSet.allCases)
  func everySize(_ glyphs: GlyphSet) async {
    let states: [[String]] = [
      [], ["e"], ["e", "m"], [".", "l", "Enter"], [".", "b", "."], ["F2"], ["F2", "5"], ["?"], [":"], ["o"],
      ["s"],
      ["l", "D"], ["e", "q"], [".", "y", "p", "r"], ["v"], ["S"], ["w", "w"], [".", "E"], [".", "n", "V"],
    ]
    let beginnings: [(DataTable, EMPlan)] = [
      (Tables.faithful, .mixture(Tables.faithfulStart)), (Tables.galaxies, .mixture(Tables.galaxiesStart)),
      (Tables.iris, .mixture(Tables.irisStart)),
      (Tables.galaxies, .mixture(MixtureSettings(components: 100))),
      (Tables.penguins, .mixture(MixtureSettings(components: 3))),
      (Tables.penguins, .ppca(FactorSettings(.isotropic))), (Tables.iris, .factor(FactorSettings(.diagonal))),
    ]
    for (data, plan) in beginnings {
      for keys in states {
        var desk = await Desk(data, plan: plan, glyphs: glyphs)
        for key in keys { await desk.press(key) }
        for size in Self.sizes {
          await desk.receive(.resized(size))
          #expect(desk.grid.size == size)
        }
      }
    }
  }

  @Test("Without colour the pictures still tell components apart, by their numbers")
  func monochrome() async {
    var desk = await Desk(glyphs: .braille, theme: .monochrome)
    await desk.press("e")
    let plot = picture(part(Rect(x: 4, y: 2, width: 56, height: 17), of: desk.grid))
    #expect(plot.contains("1111") && plot.contains("2222"))
  }

  @Test("What is wrong stands in the status line, in its own colour, until the next key")
  func problems() async {
    var desk = await Desk()
    await desk.receive(.failed("t.csv, line 3: \"x\" is not a number"))
    #expect(desk.status == "t.csv, line 3: \"x\" is not a number")
    #expect(desk.grid[1, 28].style == Theme.dark.error)
    await desk.press("g")
    #expect(desk.grid[1, 28].style != Theme.dark.error)
  }

  @Test("The status says what happened and what comes next")
  func sentences() async {
    var desk = await Desk()
    #expect(desk.status == "At the start (given): no responsibilities yet. e takes the E-step, Space runs.")
    await desk.press("e")
    #expect(
      desk.status == "E-step 0: each row has its responsibilities; the log-likelihood is exact. Next: M-step."
    )
    await desk.press("m")
    #expect(
      desk.status == "M-step 1: the bound rose by 64.77 nats; l lies above it. Next: E-step.")
    await desk.press("e", ".", "[", "[")
    #expect(desk.status.hasSuffix(" Next: M-step. History: 3 of 5."))
    await desk.press("End", "F2", "Right", "Esc")
    #expect(desk.status == "K set to 3. Next: E-step.")
  }
}
