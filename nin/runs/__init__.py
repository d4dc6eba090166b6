"""Training runs as processes whose only interface is a folder.

`folder` says what lies in a run's folder and reads it; `event_log` writes and reads what happened;
`queue` says who is alive and who waits for whom; `control` is what a page or a command asks.

A run's process is `worker`, started by `spawn`: cold, or kept ready with PyTorch loaded (`warm`),
or on a Ray cluster (`cluster`). `variants` and `summaries` are for comparing runs.
"""

from nin.runs.control import State, Status, configuration, delete, events, home, network, runs, set_lr, start, status, stop, keep_warm
from nin.runs.folder import RunError

__all__ = ['RunError', 'State', 'Status', 'configuration', 'delete', 'events', 'home', 'network', 'runs', 'set_lr', 'start', 'status', 'stop', 'keep_warm',]
