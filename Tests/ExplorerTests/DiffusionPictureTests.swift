import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Testing

@Suite("Pictures of the diffusion lab")
struct DiffusionPictureTests {
  @Test("The exact score of the EM mixture, and what it makes of the row under the cursor")
  func field() async {
    let desk = await Desk.diffusion(Tables.faithful, ["F", "F", "Left", "Left", "Left", "Left", "Up", "Up"])
    expect(
      desk.grid,
      shows: """
         elbow   1 EM  2 VI  3 VAE [4 Diff] 5 Ladder               faithful 272x2  seed 42  PAUSED 0/20,000
        +=[Exact score, t 40]============== rms difference 0.61 =++- Training loss ------------------------+
        |waiting                                                 ||                                        |
        |   |                    :                               ||                                        |
        |100+....... ............:...  ..  .v   .   <.  <..<...  ||                                        |
        |   |   >   >    >   >   >   >  >  , ,  ,  ,             ||   nothing is known yet: Space trains   |
        |   |    .   .    .      :   , , ,,,,,,,,,               ||                                        |
        | 80+...>...> ..>  >  ..>:o.>  .>,,,.,,,<,, <. <...<.... ||                                        |
        |   |. . . . . . . .,.,. +...x ,,,,,,,,. . . . . . . . . ||step 0/20,000  EMA 0.999  says v        |
        | 60+...>...> .> ,,.,,,<,:<.. ,..   .  <.. <.. <.. <...  |+----------------------------------------+
        |   |           ,,,,,,   ,,                       .    . |+- Schedule ------------- cosine, T 200 -+
        |   |            ,,,,,,  :        <    <   <   <   <     ||1.0+**********                          |
        | 40+...>...> .>   .   <.:<.. <... .... ..  ... ... .... ||   |       : *********                  |
        |   |                    :                               ||0.5+       :          *********         |
        |   +-------+------+-------+------+-------+-- eruptions -||0.0+       :                  **********|
        |           1      2       3      4       5      6       ||    0       50       100     150       t|
        |> exact score  x x0 exact  o x0 learned                 ||t 40  a_bar 0.899  SNR 8.87             |
        += x0 2.85,75.3 learned, 3.28,74.0 exact  r 0.18 0.82 ===++----------------------------------------+
        +- Film strip -------------------------------------------------------------------------------------+
        |                                                                                                  |
        |                                                                                                  |
        |                                                                                                  |
        |                                                                                                  |
        |       S draws rows from noise, t adds noise to the data, I leads them into noise and back        |
        |                                                                                                  |
        |                                                                                                  |
        |                                                                                                  |
        +--------------------------------------------------------------------------------------------------+
         At the start: nothing is learned yet. Space trains. S draws from noise, t adds noise to the data.
         Space train  , . step  S sample  t noise  d draw data  F score  C density  K fix    ? help  q quit
        """, edges: 12)
  }

  @Test("A film by the exact denoiser at its end, with the density of the mixture, on 80 columns")
  func density() async {
    let desk = await Desk.diffusion(Tables.faithful, ["f", "C"], Size(80, 24))
    expect(
      desk.grid,
      shows: """
         elbow   1 EM  2 VI  3 VAE [4 Diff] 5 Ladder           seed 42  PAUSED 0/20,000
        +=[Density, t 1]==== EM mixture, DDIM eta 0 =++- Training loss ----------------+
        |waiting                                     ||                                |
        |   |                                ..      ||                                |
        |100+                       ++++++++..       ||   nothing yet: Space trains    |
        | 80+       ............++++++++++,+,        ||                                |
        |   |         ++++++...+++++@++++++          ||step 0/20,000  EMA 0.999  says v|
        | 60+       +++++++++.... ...                |+--------------------------------+
        | 40+       ++++++++.....                    |+- Schedule ----- cosine, T 200 -+
        |   |                                        ||1+**********                    |
        |   +-----+-----+-----+----+----- eruptions -|| |:         **********          |
        |         1     2     3    4     5     6     ||0+:                  ***********|
        |+ EM p_t, 95 75 50 25 %                     ||t 0  a_bar 1.00                 |
        +============================================++--------------------------------+
        +- Film strip --------------------------------------------------- 10 frames/s -+
        |   . ....  .       .....  .        . ... .             .                      |
        |. .......... . . .......... . .  ..........      ........         .....       |
        | .............  .............  ............   ..........       ......         |
        | .  .......     .  .... ..     . ....          ....            ..             |
        |    t 200          t 152          t 100           t 52          >t 0<         |
        |t 200 ---------------------------------------------------------------------O 0|
        +------------------------------------------------------------------------------+
         density of x_t under the EM mixture, exact
         Space play  , . level  Home End ends  S sampler  t noise  v x0  ? help  q quit
        """, edges: 12)
  }

  @Test("Two samplers from the same noise, half way")
  func twoFilms() async {
    let desk = await Desk.diffusion(Tables.faithful, ["f", "p", "S", "Home", "}", "}", "g"])
    expect(
      part(Rect(x: 0, y: 0, width: 58, height: 19), of: desk.grid),
      shows: """
         elbow   1 EM  2 VI  3 VAE [4 Diff]
        +=[Two films, played together]===== rms distance 1.4 sd =+
        |EM mixture: DDIM eta 0      EM mixture: ancestral, lowe~|
        |waiting                     waiting                     |
        |   |               o           |            oo          |
        |100+       oo  oo  o  oo    100+     o   o oooooo   o   |
        |   |        ooooooooooooo      |      o  oooooooooo o   |
        |   |   o ooooooooooooooo       | o o ooooooooooooooooo  |
        | 80+o   ooooooooooooooooo oo 80+   ooooooooooo@oooooooo |
        |   | o ooooooooo@oooooooooo    |o ooooooooooooooooooo   |
        | 60+oo ooooooooooooooooo o   60+ o ooooooooooooooooo    |
        |   | oo ooooooooooooooo        |   oooooooooooooooo     |
        |   |  o oooooooooooo o         |  o oooooooooooo o      |
        | 40+  o  oooo oo    o        40+  o o ooooooo o         |
        |   |         o                 |       o       o        |
        |   +---+--+---+- eruptions -   +---+--+---+- eruptions -|
        |       1  2   3  4   5  6          1  2   3  4   5  6   |
        +========================================================+
        +- Film strip --------------------------------------------
        """, edges: 12)
  }

  @Test("Points that a person put")
  func drawing() async {
    let desk = await Desk.diffusion(
      Tables.greyBars,
      [
        "d", "Enter", "Right", "Right", "Up", "Up", "Up", "Enter", "Left", "Left", "Left", "Left", "Up",
        "Enter", "Down",
      ],
      Size(80, 24))
    expect(
      desk.grid,
      shows: """
         elbow   1 EM  2 VI  3 VAE [4 Diff] 5 Ladder      grey 40x16    PAUSED 0/20,000
        +=[Draw your own data]============================================== 3 points =+
        |y                                                                             |
        | 3+                                 :                                         |
        |  |                                 :                                         |
        |  |                                 :                                         |
        | 2+                                 :                                         |
        |  |                                 :                                         |
        | 1+                                 :                                         |
        |  |. . . . . . . . . . . . . . . . .+. . . .o. . . . . . . . . . . . . . . . .|
        |  |                                 :                                         |
        | 0+                                 :   o                                     |
        |  |                                 :                                         |
        |-1+                                 :                                         |
        |  |                                 :                                         |
        |  |                                 :                                         |
        |-2+                                 :                                         |
        |  |                                 :                                         |
        |-3+                                 :                                         |
        |  ++-----------+------------+-----------+-----------+------------+-------- x +|
        |   -3         -2           -1           0           1            2           3|
        += x -0.3000  y 0.4500 ========================================================+
         3 points so far: Esc trains on them, c keeps the data as they were.
         Enter point  S spray  D delete  u undo  d copy the data         ? help  q quit
        """)
  }
}
