/** Styles of the channel pages: one layout, two looks. Nothing is loaded from elsewhere. */
export const STYLE = `
:root { color-scheme: light; font-size: 15px }
* { box-sizing: border-box }
body { margin: 0; font-family: system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; line-height: 1.46; color: #1d1c1d; background: #fff }
.banner { background: #fff4ce; border-bottom: 1px solid #e8d48a; color: #5b4700; padding: .45rem 1rem; font-size: .87rem; text-align: center }
.frame { display: grid; grid-template-columns: 15rem minmax(0, 1fr); min-height: calc(100vh - 2.2rem) }
nav { padding: 1rem .6rem; overflow-y: auto; max-height: calc(100vh - 2.2rem); position: sticky; top: 0 }
nav h2 { font-size: .78rem; margin: 1rem .5rem .3rem; font-weight: 600; opacity: .75 }
nav a { display: block; padding: .16rem .5rem; border-radius: 6px; color: inherit; text-decoration: none; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
nav a:focus-visible { outline: 2px solid currentColor }
main { padding: 0 0 3rem }
header { position: sticky; top: 0; background: #fff; padding: .75rem 1.3rem; font-weight: 700; border-bottom: 1px solid #ddd; z-index: 1 }
ol { list-style: none; margin: 0; padding: .6rem 0 }
.entry { display: grid; grid-template-columns: 2.4rem minmax(0, 1fr); gap: .7rem; padding: .4rem 1.3rem; max-width: 60rem }
.avatar { width: 2.4rem; height: 2.4rem; display: grid; place-items: center; color: #fff; font-weight: 600; font-size: .85rem }
.who { font-weight: 700 } .when, .mark { color: #616061; font-size: .78rem; margin-left: .35rem; font-weight: 400 }
.app { font-size: .64rem; font-weight: 700; border-radius: 3px; padding: .05rem .28rem; margin-left: .3rem; vertical-align: .1em }
.text { white-space: pre-wrap; overflow-wrap: anywhere }
.text .plain { display: block; margin: .35rem 0 } .text .plain:first-child { margin-top: 0 } .text .plain:last-of-type { display: inline } .text ul { list-style: disc } .text .plain:empty { display: none }
.text .heading { display: block; font-size: 1.12rem; margin: .35rem 0 .15rem } .text .heading:first-child { margin-top: 0 }
.text ul { margin: .15rem 0; padding-left: 1.4rem; white-space: normal } .text blockquote { margin: .3rem 0; padding-left: .75rem; border-left: 4px solid #ddd }
.gone { color: #616061; font-style: italic }
.alone { background: #f6f6f6; border-left: 3px solid #bbb }
.only { color: #616061; font-size: .78rem }
.note { color: #616061; font-size: .8rem; padding: .1rem 1.3rem .1rem 4.4rem }
.controls { display: flex; flex-wrap: wrap; gap: .4rem; margin: .4rem 0 .1rem }
.control { border: 1px solid #bbb; border-radius: 6px; padding: .18rem .7rem; font-size: .87rem; font-weight: 600; background: #fff }
figure { margin: .5rem 0 } figure img { max-width: min(100%, 40rem); border: 1px solid #ddd; border-radius: 6px; display: block }
figcaption { color: #616061; font-size: .8rem; max-width: 40rem }
.file { display: inline-block; border: 1px solid #ccc; border-radius: 8px; padding: .5rem .8rem; margin: .3rem .4rem .3rem 0; color: inherit }
.slack nav { background: #4a154b; color: #f4ecf4 } .slack nav a[aria-current] { background: #1164a3; color: #fff }
.slack .avatar { border-radius: 6px } .slack .app { background: #e8e8e8; color: #616061 }
.discord nav { background: #f2f3f5; color: #4e5058 } .discord nav a[aria-current] { background: #d7d9dc; color: #060607 }
.discord .avatar { border-radius: 50% } .discord .app { background: #5865f2; color: #fff }
.discord .control { background: #e3e5e8; border-color: #e3e5e8 }
.index { max-width: 50rem; margin: 1.5rem auto; padding: 0 1rem } .index h2 { margin-top: 1.5rem } .index ul { columns: 3 14rem; padding-left: 1.2rem }
@media (max-width: 45rem) { .frame { grid-template-columns: 1fr } nav { max-height: 10rem; position: static } }
`
