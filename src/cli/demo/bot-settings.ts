import { SIMULATED_MODEL } from '../../../sim/claude/protocol/models.ts'
import type { FromStage } from '../../../sim/protocol.ts'
import type { DemoOrder } from './options.ts'

/** Waits are shortened, not skipped: seconds where a real study has hours. */
const WAITS = {
  QUIET_SECONDS: '0.3',
  BURST_CAP_SECONDS: '2',
  NUDGE_AFTER_HOURS: hours(4),
  CLOSE_AFTER_HOURS: hours(8),
  INVITE_HOURS: 'Mon-Sun 00:00-24:00',
  INVITES_PER_MINUTE: '6000',
  UNASKED_GAP_HOURS: '0',
}

/** A real model takes seconds for a turn, during which nobody must be closed as idle. */
const WAITS_WITH_CLAUDE = { ...WAITS, NUDGE_AFTER_HOURS: hours(60), CLOSE_AFTER_HOURS: hours(120) }

/** The settings of the demo's bot: those an operator would set, with the stand-ins' addresses. */
export function botSettings(
  order: DemoOrder,
  databaseUrl: string,
  { slack, discord, claude }: Extract<FromStage, { kind: 'ready' }>,
): Record<string, string> {
  return {
    ...(order.claude ? WAITS_WITH_CLAUDE : WAITS),
    DATABASE_URL: databaseUrl,
    DATA_DIR: order.out,
    LOG_LEVEL: 'info',
    ...(slack && {
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_RESEARCH_CHANNELS: slack.researchChannel,
      SLACK_RESEARCHERS: slack.researcher,
    }),
    ...(discord && {
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_TOKEN: discord.token,
      DISCORD_RESEARCH_CHANNELS: discord.researchChannel,
      DISCORD_RESEARCHERS: discord.researcher,
    }),
    ...(order.claude
      ? modelSettings(order.claude)
      : {
          ANTHROPIC_API_KEY: claude.apiKey,
          ANTHROPIC_BASE_URL: claude.url,
          SOUNDING_MODEL: SIMULATED_MODEL,
          SOUNDING_ANALYSIS_MODEL: SIMULATED_MODEL,
        }),
  }
}

function modelSettings({ interviewer, analyst }: NonNullable<DemoOrder['claude']>): Record<string, string> {
  return {
    ANTHROPIC_API_KEY: interviewer.apiKey,
    ...(interviewer.baseUrl && { ANTHROPIC_BASE_URL: interviewer.baseUrl }),
    SOUNDING_MODEL: interviewer.model,
    SOUNDING_ANALYSIS_MODEL: analyst.model,
  }
}

function hours(seconds: number): string {
  return (seconds / 3600).toFixed(9)
}
