PREFIX : <http://e/> DELETE { ?a :knows ?b } INSERT { ?b :knows ?a } WHERE { ?a :knows ?b } ; MOVE :g TO :h
