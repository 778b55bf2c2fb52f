print("elbow")
