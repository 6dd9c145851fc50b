"""The use cases of the desk: ask and keep, ask further, review, recall, hand out and prove. Above `app` and `store`."""
