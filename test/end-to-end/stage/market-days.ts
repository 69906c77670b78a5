/** A study file of one cohort with one question. */
export const MARKET_DAYS = `title: Market days
goal: How stalls plan a market day
domain: planning
asker: The Market research team
readers: two researchers
contact: research@market.example
researchQuestions:
  - { id: plan, text: How do people plan? }
cohorts:
  - key: all
    name: Everybody
    goal: Hear of one day
    sections:
      - title: The day
        questions:
          - { id: day, ask: How did your last market day begin?, priority: must, serves: plan }
`
