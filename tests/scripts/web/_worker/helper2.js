var fromHelper2 = location.pathname.split('/').pop();
