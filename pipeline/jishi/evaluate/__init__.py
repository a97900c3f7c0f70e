"""Gold and predictions compared: counts, figures, intervals, errors, baselines, reports."""
