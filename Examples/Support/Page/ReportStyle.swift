/// How pages look.
package enum ReportStyle {
  package static let css = """
    :root { --ink: #16202c; --soft: #5b6878; --line: #e3e8ee; --ground: #f6f8fa; --good: #15803d; --bad: #b91c1c; }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI",
      Roboto, "Helvetica Neue", Arial, sans-serif; }
    main { max-width: 1120px; margin: 0 auto; padding: 32px 20px 64px; }
    h1 { font-size: 28px; line-height: 1.2; margin: 0 0 20px; letter-spacing: -0.01em; }
    h2 { font-size: 19px; margin: 40px 0 12px; }
    h3 { font-size: 15px; margin: 0 0 8px; }
    p { margin: 0 0 12px; color: var(--soft); }
    figure { margin: 0; }
    .card { background: #fff; border: 1px solid var(--line); border-radius: 10px; padding: 16px; }
    .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; }
    .figure b { display: block; font-size: 24px; line-height: 1.2; font-variant-numeric: tabular-nums; }
    .figure span { color: var(--soft); }
    .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(440px, 100%), 1fr)); gap: 12px; }
    .charts figcaption { display: flex; justify-content: space-between; flex-wrap: wrap; gap: 4px 16px; margin-bottom: 8px; }
    .key { margin-left: 14px; color: var(--soft); white-space: nowrap; }
    .key i { display: inline-block; width: 12px; height: 3px; border-radius: 2px; margin-right: 6px; vertical-align: middle; }
    svg { display: block; width: 100%; height: auto; }
    svg text { font-size: 12px; fill: var(--soft); }
    svg .grid { stroke: var(--line); }
    svg .curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
    figcaption { color: var(--soft); }
    figcaption b { color: var(--ink); }
    .filters { display: block; max-width: 100%; image-rendering: pixelated; margin-bottom: 10px; }
    .guesses { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(250px, 100%), 1fr)); gap: 12px; }
    .sample { display: flex; gap: 14px; padding: 12px; }
    .sample > img { width: 84px; height: 84px; object-fit: contain; image-rendering: pixelated; border-radius: 6px;
      background: #000; flex: none; }
    .sample > div { flex: 1; min-width: 0; }
    .sample b { display: block; margin-bottom: 4px; }
    .good { color: var(--good); }
    .bad { color: var(--bad); }
    .guess { position: relative; display: flex; justify-content: space-between; gap: 8px; font-size: 12px; line-height: 18px;
      margin-bottom: 2px; padding: 0 5px; border-radius: 3px; overflow: hidden; }
    .guess i { position: absolute; inset: 0 auto 0 0; background: #dbe3ec; border-radius: 3px; }
    .guess.right i { background: #bbe5c8; }
    .guess span { position: relative; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .guess em { position: relative; font-style: normal; color: var(--soft); white-space: nowrap; }
    .scroll { overflow-x: auto; }
    .neighbours { display: flex; align-items: flex-start; gap: 10px; padding: 6px 0; }
    .neighbours figure { width: 88px; flex: none; }
    .neighbours img { width: 88px; height: 88px; object-fit: contain; image-rendering: pixelated; border-radius: 6px;
      background: #000; display: block; }
    .neighbours figcaption { font-size: 12px; line-height: 1.3; text-align: center; margin-top: 3px; color: var(--ink);
      overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .neighbours figcaption.good { color: var(--good); }
    .neighbours figcaption.bad { color: var(--bad); }
    .arrow { line-height: 88px; color: var(--soft); font-size: 22px; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
    .tables { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(320px, 100%), 1fr)); gap: 12px; align-items: start; }
    .tables table { width: 100%; }
    .tables th { text-align: left; font-weight: 400; color: var(--soft); padding: 2px 12px 2px 0; vertical-align: top; }
    .tables td { text-align: right; padding: 2px 0; overflow-wrap: anywhere; }
    .confusion th { font-weight: 400; color: var(--soft); font-size: 12px; padding: 4px 8px; white-space: nowrap; text-align: right; }
    .confusion td { text-align: center; padding: 4px 6px; min-width: 44px; border: 1px solid #fff; font-size: 13px; }
    .confusion td.share { color: var(--soft); background: none; padding-left: 14px; text-align: right; }
    """
}
