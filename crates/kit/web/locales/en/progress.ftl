# What work in the background is doing.
progress-waiting = About to begin
progress-running = Running
progress-again = Will be tried again shortly
progress-done = Done
progress-dead = This did not work. The people who run this site can see why.
